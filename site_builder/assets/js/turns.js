/* Turns: long work in short pieces, between which a browser draws, and hears what is pressed. */

/** Milliseconds of one piece. */
const PIECE = 30;

export class Turns {
  /** @param {AbortSignal} [signal]  stops the work between two pieces */
  constructor(signal) {
    this.signal = signal;
    this.end = performance.now() + PIECE;
  }

  /** Whether it is the turn of others. */
  get over() {
    return performance.now() > this.end;
  }

  /** Wait until others had their turn: not by a timer, which waits for a second where the window is behind another. */
  async next() {
    const { port1, port2 } = new MessageChannel();
    await new Promise((done) => {
      port1.onmessage = done;
      port2.postMessage(null);
    });
    port1.close();
    this.signal?.throwIfAborted();
    this.end = performance.now() + PIECE;
  }
}
