/*
 * What a subcommand is, and how it ends. A command's `run` resolves to its exit
 * status; it throws UsageError for a wrong command line and CliError for
 * anything else that the person at the terminal can understand and act on.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Exit statuses besides 0 and what the guest itself asked for. */
export const exitStatus = {
	/** Something the message on standard error explains. */
	failure: 1,
	/** The command line was wrong. */
	usage: 2,
	/** The guest's kernel panicked, or the machine itself stopped working. */
	crashed: 70,
	/** The time limit was reached; the same as timeout(1)'s. */
	timeout: 124,
	/** Interrupted by Ctrl-C. */
	interrupted: 130,
	/** Ended by SIGTERM, or its reader went away. */
	terminated: 143,
} as const;

/** The exit status of a run that a signal to this process ended. */
export function signalStatus(signal: NodeJS.Signals): number {
	return signal === 'SIGINT' ? exitStatus.interrupted : exitStatus.terminated;
}

export interface Command {
	name: string;
	/** One line for the list of commands. */
	summary: string;
	/** Everything that --help prints. */
	help: string;
	run(args: readonly string[]): Promise<number>;
}

export class CliError extends Error {}

export class UsageError extends Error {}

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

export type OptionValues<T extends OptionTable> = ReturnType<
	typeof parseArgs<{ options: T; strict: true; allowPositionals: false }>
>['values'];

/**
 * Parses long options against a table of node:util's parseArgs; options that are
 * not in the table and words beside the options are usage errors.
 */
export function parseOptions<const T extends OptionTable>(
	args: readonly string[],
	options: T,
): OptionValues<T> {
	return parse(() => parseArgs({ args: [...args], options, strict: true })).values;
}

/** The same for a command that takes words; what follows `--` is words. */
export function parseWords<const T extends OptionTable>(
	args: readonly string[],
	options: T,
): { values: OptionValues<T>; words: string[] } {
	const { values, positionals } = parse(() =>
		parseArgs({ args: [...args], options, strict: true, allowPositionals: true }),
	);
	return { values, words: positionals };
}

function parse<Result>(parser: () => Result): Result {
	try {
		return parser();
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
		throw new UsageError(error.message.replace(/\. To specify a positional.*/s, '.'));
	}
}
