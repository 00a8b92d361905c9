/*
 * The command line of kintsugi replay: its options, their help, and their checks.
 */
import { parseWords, UsageError } from './command.ts';
import { numberOption } from './number_option.ts';

export const replayHelp = `\
Usage: kintsugi replay [OPTION]... FILE ID...
       kintsugi replay [OPTION]... FILE --all-crashes
       kintsugi replay [OPTION]... FILE --sample N [--seed S]

Runs faults of a campaign's FILE again, in the series that they were in, and compares every
field of what is found with what FILE says. ID is a fault's id in FILE, such as 12.34. The
image in build/os has to be of the campaign's build; seed and build alone decide the rest.

Options:
  --all-crashes        all faults that made a driver fail
  --sample N           so many of them, drawn by chance
  --seed S             what --sample draws from (default 1)
  --watch              show the console and the guest's events from the fault on, until its
                       outcome is known, with guest time since the fault; one ID only
  --minimize           find the fewest faults of the series that lead to the same outcome
                       from the warm snapshot; one ID only
  --json               print one JSON object for each fault: id, same, differences, found,
                       and minimal with --minimize
  --timeout S          give up after S seconds of wall time, with status 124, at the next
                       fault's end
  --help               this text

Exit status: 0 when everything went as recorded, 1 when something differs or could not be
carried out, 2 for a wrong option, 124 after --timeout.
`;

export type Selection =
	| { readonly kind: 'ids'; readonly ids: readonly string[] }
	| { readonly kind: 'all-crashes' }
	| { readonly kind: 'sample'; readonly size: number; readonly seed: number };

export interface ReplayOptions {
	readonly file: string;
	readonly selection: Selection;
	readonly watch: boolean;
	readonly minimize: boolean;
	readonly json: boolean;
	readonly timeoutMs: number | undefined;
}

const SAMPLE_MAX = 1_000_000;

export function parseReplay(args: readonly string[]): ReplayOptions {
	const { values, words } = parseWords(args, {
		'all-crashes': { type: 'boolean' },
		sample: { type: 'string' },
		seed: { type: 'string' },
		watch: { type: 'boolean' },
		minimize: { type: 'boolean' },
		json: { type: 'boolean' },
		timeout: { type: 'string' },
	});
	const [file, ...ids] = words;
	if (file === undefined) throw new UsageError('there is no FILE: give a campaign’s file.');
	const whole = (name: string, text: string | undefined, min: number, max: number) =>
		numberOption(name, text, { min, max, whole: true });
	const size = whole('--sample', values.sample, 1, SAMPLE_MAX);
	const seed = whole('--seed', values.seed, 0, 0xffff_ffff);
	if (seed !== undefined && size === undefined) {
		throw new UsageError('--seed is for --sample: give both, or neither.');
	}
	const selections: Selection[] = [
		...(ids.length > 0 ? [{ kind: 'ids', ids } as const] : []),
		...(values['all-crashes'] ? [{ kind: 'all-crashes' } as const] : []),
		...(size === undefined ? [] : [{ kind: 'sample', size, seed: seed ?? 1 } as const]),
	];
	const [selection] = selections;
	if (selection === undefined || selections.length > 1) {
		throw new UsageError(
			'which faults? Give ids of the file, such as 12.34, or --all-crashes, or --sample N.',
		);
	}
	const { watch = false, minimize = false, json = false } = values;
	const isOne = selection.kind === 'ids' && ids.length === 1;
	if ((watch || minimize) && !isOne) {
		throw new UsageError(`--${watch ? 'watch' : 'minimize'} is for one fault: give one ID.`);
	}
	if (watch && json) throw new UsageError('--watch and --json both print: give one of them.');
	const timeoutS = numberOption('--timeout', values.timeout, { min: 0.1, max: 1_000_000 });
	return {
		file,
		selection,
		watch,
		minimize,
		json,
		timeoutMs: timeoutS === undefined ? undefined : timeoutS * 1000,
	};
}
