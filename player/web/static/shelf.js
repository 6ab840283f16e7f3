// Rows kept on this device, in IndexedDB, so that they outlive the page; where there is none (a private window) they live
// as long as the page.

const STORES = { beats: ["lease", "sequence"], steps: "key" };
const PATIENCE_MS = 2_000;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("player", 1);
    request.addEventListener("upgradeneeded", () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

export class Shelf {
  constructor(name) {
    this.name = name;
    this.database = null;
    this.ready = open().then(
      (database) => {
        this.database = database;
        database.addEventListener("versionchange", () => database.close());
      },
      () => {},
    );
  }

  // Whether what is put here is there after the page is gone.
  get lasts() {
    return this.database !== null;
  }

  // What earlier pages left here. Nobody waits long for storage that does not answer.
  async all() {
    const patience = new Promise((resolve) => {
      setTimeout(resolve, PATIENCE_MS, []);
    });
    try {
      return await Promise.race([this.read(), patience]);
    } catch {
      return [];
    }
  }

  async read() {
    await this.ready;
    if (!this.lasts) return [];
    return new Promise((resolve, reject) => {
      const request = this.database.transaction(this.name).objectStore(this.name).getAll();
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error));
    });
  }

  put(row) {
    this.change((store) => store.put(row));
  }

  remove(key) {
    this.change((store) => store.delete(key));
  }

  // At once when it can be: a page that is being left has no later.
  change(act) {
    if (this.lasts) this.attempt(act);
    else this.ready.then(() => this.attempt(act));
  }

  attempt(act) {
    try {
      const transaction = this.database.transaction(this.name, "readwrite");
      act(transaction.objectStore(this.name));
      transaction.commit();
    } catch {
      // The row lives as long as the page, then.
    }
  }
}
