// Rows kept on this device, in IndexedDB, so that they outlive the page; where there is none (a private window) they live
// as long as the page.

const VERSION = 2;
const STORES = { beats: ["lease", "sequence"], steps: "key", answers: "key", pieces: "key" };
const PATIENCE_MS = 2_000;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("player", VERSION);
    request.addEventListener("upgradeneeded", () => {
      const { result: database } = request;
      for (const [name, keyPath] of Object.entries(STORES)) {
        if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { keyPath });
      }
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
        database.addEventListener("versionchange", () => this.close());
      },
      () => {},
    );
  }

  // Whether what is put here is there after the page is gone.
  get lasts() {
    return this.database !== null;
  }

  close() {
    this.database?.close();
    this.database = null;
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
    this.change((store) => {
      store.put(row);
      store.transaction.commit();
    });
  }

  remove(key) {
    this.change((store) => {
      store.delete(key);
      store.transaction.commit();
    });
  }

  // Removes a row and changes others with it, all or nothing; of these, what another page removed stays removed.
  replace(key, changed) {
    if (!changed.length) return this.remove(key);
    return this.change((store) => {
      store.delete(key);
      for (const row of changed) {
        const found = store.getKey(row[store.keyPath]);
        found.addEventListener("success", () => found.result !== undefined && store.put(row));
      }
    });
  }

  // At once when it can be: a page that is being left has no later.
  change(act) {
    if (this.lasts) this.attempt(act);
    else this.ready.then(() => this.attempt(act));
  }

  // Strict: what is kept here outlives a power cut too. A device that could not keep something promises no more.
  attempt(act) {
    try {
      const transaction = this.database.transaction(this.name, "readwrite", { durability: "strict" });
      transaction.addEventListener("abort", () => this.close());
      act(transaction.objectStore(this.name));
    } catch {
      // The row lives as long as the page, then.
    }
  }
}
