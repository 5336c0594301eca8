/**
 * Sluice for browsers: rooms over WebSocket and WebRTC, publishing by WHIP, playing by WHEP.
 * The types and what each member means are in sluice.d.ts beside this file.
 */
export { SluiceError } from './errors.js';
export { Room } from './room.js';
export { publishWhip } from './whip.js';
export { playWhep } from './whep.js';
