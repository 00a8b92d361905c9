/* A file server: what was changed, on the disk or not, is there once, and what is open stays open. */
import { check, type ServerCase } from './server_case.ts';

const FILES = 40;

/** Each change would fail if it was done twice, or show at the end if it was not done. */
const work = (folder: string) =>
	[
		`mkdir ${folder} && cd ${folder} || exit`,
		'exec 3>log; i=0',
		`while [ $i -lt ${FILES} ]; do`,
		'echo $i >&3 && cp log a && ln a b && mv b c$i && rm a && cmp log c$i || exit; i=$((i + 1))',
		'done; cd /',
	].join('\n');

export function fileServerCase(label: string, folder: string): ServerCase {
	return {
		label,
		load: `${FILES} files are made, linked, renamed and compared in ${folder}`,
		async begin(lab) {
			const place = `${folder}/case${Math.round(lab.nowUs)}`;
			const working = lab.guest.channel.exec(work(place));
			return async () => {
				const { status, output } = await lab.guest.during(working);
				const said = new TextDecoder().decode(output);
				const listing = await lab.shell(`ls ${place} | wc -l; tail -n 1 ${place}/log`);
				const removed = await lab.shell(`rm -r ${place} && sync`);
				return [
					check(
						'every change was made, and none twice',
						status === 0 && said === '',
						said,
					),
					check(
						'all files, and all that was written to one that stayed open',
						listing.output === `${FILES + 1}\n${FILES - 1}\n`,
						listing.output,
					),
					check('what comes later', removed.status === 0, removed),
				];
			};
		},
	};
}
