/* The log server: dmesg has what was said before its death, by users too. */
import { check, type ServerCase } from './server_case.ts';

const LINES = 60;

export const logCase: ServerCase = {
	label: 'log',
	load: `${LINES} lines are written to /dev/klog, each until it is taken`,
	async begin(lab) {
		const mark = `mark at ${lab.nowUs}`;
		await lab.shell(`echo ${mark} >/dev/klog`);
		const before = await lab.shell('dmesg');
		const writing = lab.guest.channel.exec(
			`for i in $(seq ${LINES}); do until echo ${mark} line $i >/dev/klog; do :; done; done 2>/dev/null`,
		);
		return async () => {
			const { status } = await lab.guest.during(writing);
			const { output } = await lab.shell('dmesg');
			const isKept = output.startsWith(before.output.slice(0, -1));
			const written = output.match(new RegExp(`^user: ${mark} line \\d+$`, 'gm')) ?? [];
			const numbers = new Set(written.map((line) => Number(/\d+$/.exec(line)?.[0])));
			return [
				check('all that dmesg had before', isKept, output.slice(0, 300)),
				check(
					'every line that was written meanwhile',
					numbers.size === LINES,
					numbers.size,
				),
				check('no line twice', written.length === numbers.size, written.length),
				check('the writer', status === 0, status),
			];
		};
	},
};
