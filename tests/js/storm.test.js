// Beats and answers that come late, out of order or not at all, while a tab is covered, looked at and loaded again.
import assert from "node:assert/strict";
import { test } from "node:test";

import { forManySeeds } from "./chance.js";
import { cover, pass } from "./page.js";
import { open, server } from "./server.js";
import { Shared } from "./shelf.js";

const WEATHERS = {
  "that loses beats and answers": { loses: 3, slow: 0 },
  "that is slow": { loses: 0, slow: 6 },
  "that is slow, and loses beats and answers": { loses: 4, slow: 6 },
  "that is slow for a long time": { loses: 0, slow: 19 },
};

function seeds(count) {
  const runs = [];
  forManySeeds(count, (luck) => runs.push(luck));
  return runs;
}

// A server behind a network that holds up and loses what goes to and fro, one in `loses`, while there is a storm.
function storm({ below }, { loses, slow }) {
  const state = server({ grace: Infinity });
  const { serve } = state;
  const travel = async () => {
    const seconds = Math.max(0, below(2 * slow + 1) - slow);
    if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    if (loses > 0 && below(loses) === 0) throw new TypeError("lost");
  };
  state.storms = true;
  state.serve = async (address, request, page) => {
    if (address !== "/beat" || !state.storms) return serve(address, request, page);
    await travel();
    const given = serve(address, request, page);
    await travel();
    return given;
  };
  return state;
}

// A reader at a page that is covered, looked at and loaded again in this weather; `there` is for how many milliseconds the page
// was looked at with its clock running.
class Reader {
  constructor(luck, weather) {
    this.luck = luck;
    this.state = storm(luck, weather);
    this.shelf = new Shared(({ lease, sequence }) => `${lease},${sequence}`);
    this.there = 0;
  }

  async open({ now } = { now: 0 }) {
    Object.assign(this, await open(this.state, { now, shelf: this.shelf }));
  }

  async read(seconds) {
    for (let second = 0; second < seconds; second += 1) {
      if (second % 60 === 0) this.page.document.dispatchEvent(new Event("keydown"));
      if (!this.page.document.hidden && this.clock.lease !== null) this.there += 1_000;
      await pass(this.page, 1);
    }
  }

  async loadAgain() {
    await cover(this.page, true);
    await this.open(this.page);
  }

  async readInSpells({ loadsAgain = false } = {}) {
    await this.open();
    for (let spell = 0; spell < 25; spell += 1) {
      await this.read(this.luck.pick([0, 0, 1, 2, 5, 20, 45]));
      if (this.luck.below(3) > 0) await cover(this.page, !this.page.document.hidden);
      else if (loadsAgain && this.luck.below(2) === 0) await this.loadAgain();
    }
    this.state.storms = false;
    await cover(this.page, false);
    await this.read(60);
    await cover(this.page, true);
  }
}

for (const [what, weather] of Object.entries(WEATHERS)) {
  test(`a network ${what} costs no beat and counts none twice, however often the tab is covered`, async () => {
    for (const luck of seeds(15)) {
      const reader = new Reader(luck, weather);
      await reader.readInSpells();
      const { state, there, shelf, pill } = reader;
      assert.deepEqual([state.lease, state.claimed, shelf.rows.size], [1, there, 0]);
      assert.ok(state.counted <= there, `${state.counted} of ${there}`);
      assert.match(pill.textContent, /^saved/);
    }
  });

  test(`a network ${what} costs no beat and counts none twice, however often the page is loaded again`, async () => {
    for (const luck of seeds(15)) {
      const reader = new Reader(luck, weather);
      await reader.readInSpells({ loadsAgain: true });
      const { state, there, shelf, pill } = reader;
      assert.deepEqual([state.claimed, shelf.rows.size], [there, 0]);
      assert.ok(state.counted <= there, `${state.counted} of ${there}`);
      assert.match(pill.textContent, /^saved/);
    }
  });
}
