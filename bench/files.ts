/*
 * npm run bench:files [-- --repeats N] [--json]
 *
 * How fast disk, files and their digests are, in v86 and in QEMU.
 */
import { runGuestBench } from './guest_bench.ts';

/** Bytes of one operation, as os-image/commands/bench/files.c has them; the others are calls. */
const BYTES: Readonly<Record<string, number>> = {
	disk_read: 64 * 1024,
	file_read: 64 * 1024,
	file_write: 64 * 1024,
	cached_read: 64 * 1024,
	file_sha1sum: 384 * 64 * 1024,
};

await runGuestBench({
	params: { suite: 'files' },
	unit: (name) => (name in BYTES ? 'MB/s' : 'ns'),
	convert: (name, ns) => (name in BYTES ? ((BYTES[name] ?? 0) * 1000) / Math.max(ns, 1) : ns),
});
