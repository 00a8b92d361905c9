import { expect, test } from 'vitest';
import { PcapWriter } from './pcap.ts';

const POWER_ON_MS = Date.UTC(2026, 0, 1) + 250;

interface Record {
	seconds: number;
	nanoseconds: number;
	bytes: Buffer;
}

/** A reader of the format, after its draft. */
function read(file: Buffer): Record[] {
	expect(file.readUInt32LE(0)).toBe(0xa1b23c4d);
	expect([file.readUInt16LE(4), file.readUInt16LE(6)]).toEqual([2, 4]);
	expect(file.readUInt32LE(20)).toBe(1);
	const records: Record[] = [];
	for (let at = 24; at < file.length; ) {
		const [seconds, nanoseconds] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
		const length = file.readUInt32LE(at + 8);
		expect(file.readUInt32LE(at + 12)).toBe(length);
		records.push({ seconds, nanoseconds, bytes: file.subarray(at + 16, at + 16 + length) });
		at += 16 + length;
	}
	return records;
}

test('frames are in the file with the date at which they passed, to the nanosecond', () => {
	const pieces: Uint8Array[] = [];
	const pcap = new PcapWriter((bytes) => pieces.push(bytes), POWER_ON_MS);
	pcap.add(new Uint8Array(60).fill(1), 0);
	pcap.add(new Uint8Array(1514).fill(2), 1_750_000_001);
	pcap.flush();
	const powerOnS = Date.UTC(2026, 0, 1) / 1000;
	expect(read(Buffer.concat(pieces))).toEqual([
		{ seconds: powerOnS, nanoseconds: 250_000_000, bytes: Buffer.alloc(60, 1) },
		{ seconds: powerOnS + 2, nanoseconds: 1, bytes: Buffer.alloc(1514, 2) },
	]);
});

test('a long capture is written in pieces, none of which changes afterwards', () => {
	const pieces: Uint8Array[] = [];
	const pcap = new PcapWriter((bytes) => pieces.push(bytes), 0);
	for (let i = 0; i < 500; i++) pcap.add(new Uint8Array(1000).fill(i), i * 1000);
	expect(pieces.length).toBeGreaterThan(5);
	pcap.flush();
	pcap.flush();
	const records = read(Buffer.concat(pieces));
	expect(records.map(({ bytes }) => bytes[999])).toEqual(
		Array.from({ length: 500 }, (_, i) => i & 0xff),
	);
});

test('a capture without a frame is a file with a header', () => {
	const pieces: Uint8Array[] = [];
	new PcapWriter((bytes) => pieces.push(bytes), 0).flush();
	expect(read(Buffer.concat(pieces))).toEqual([]);
});
