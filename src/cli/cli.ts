/*
 * The command line: picks the subcommand, prints help, and turns how the command
 * ended into an exit status. Its own messages go to standard error.
 */
import { CliError, type Command, exitStatus, UsageError } from './command.ts';
import { execCommand } from './exec.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { swifiCommand } from './swifi.ts';

const commands: readonly Command[] = [runCommand, execCommand, swifiCommand, replayCommand];

/** Where the command line's own words go; a guest's console is the terminal's business. */
export interface CliOutput {
	/** Takes what was asked for, such as help. */
	out(text: string): void;
	/** Takes what went wrong. */
	err(text: string): void;
}

/** Runs a command line without the program's name; resolves to the exit status. */
export async function runCli(args: readonly string[], { out, err }: CliOutput): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
		if (name !== undefined) {
			out(overview());
			return 0;
		}
		err(overview());
		return exitStatus.usage;
	}
	const command = commands.find((candidate) => candidate.name === name);
	if (command === undefined) {
		err(`kintsugi: there is no command "${name}". "kintsugi --help" lists the commands.\n`);
		return exitStatus.usage;
	}
	if (rest.includes('--help') || rest.includes('-h')) {
		out(command.help);
		return 0;
	}
	try {
		return await command.run(rest);
	} catch (error) {
		return report(command, error, err);
	}
}

function report(command: Command, error: unknown, err: CliOutput['err']): number {
	if (error instanceof UsageError) {
		err(`kintsugi ${command.name}: ${error.message}\n`);
		err(`"kintsugi ${command.name} --help" explains the options.\n`);
		return exitStatus.usage;
	}
	if (error instanceof CliError) {
		err(`kintsugi ${command.name}: ${error.message}\n`);
		return exitStatus.failure;
	}
	throw error;
}

function overview(): string {
	const width = Math.max(...commands.map((command) => command.name.length));
	const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
	return `\
Usage: kintsugi COMMAND [OPTION]...

Runs the Kintsugi operating system in a machine without a window.

${lines.join('\n')}

"kintsugi COMMAND --help" explains a command and its options.
`;
}
