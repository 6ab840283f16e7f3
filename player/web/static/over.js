// The attempt is over: what waited for it on this device, answered elsewhere or too late, is not kept any longer.
import { Queue } from "./queue.js";
import { Shelf } from "./shelf.js";

const { over } = document.querySelector("[data-over]").dataset;
new Queue(over, new Shelf("answers")).clear();
