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
}
