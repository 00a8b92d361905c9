/*
 * npm run bench:primitives [-- --repeats N] [--json]
 *
 * What a kernel call, a message, a copy and a process cost, in v86 and in QEMU.
 */
import { runGuestBench } from './guest_bench.ts';

await runGuestBench({
	params: {},
	unit: () => 'ns',
	convert: (_name, ns) => ns,
});
