// A shelf that several pages of one device share, as they share IndexedDB.
export class Shared {
  constructor(nameOf) {
    this.nameOf = nameOf;
    this.rows = new Map();
    this.lasts = true;
  }

  async all() {
    return structuredClone([...this.rows.values()]);
  }

  put(row) {
    this.rows.set(this.nameOf(row), structuredClone(row));
  }

  remove(key) {
    this.rows.delete(String(key));
  }

  replace(key, changed) {
    this.remove(key);
    for (const row of changed) if (this.rows.has(this.nameOf(row))) this.put(row);
  }
}

// A shelf that forgets with its page, as in a private window.
export class Forgetful extends Shared {
  constructor() {
    super(() => "");
    this.lasts = false;
  }

  async all() {
    return [];
  }

  put() {}
}
