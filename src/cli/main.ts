/*
 * The command line: picks the subcommand, prints help, and turns how the command
 * ended into an exit status. Its own messages go to standard error.
 */
import { CliError, type Command, exitStatus, UsageError } from './command.ts';
import { runCommand } from './run.ts';

const commands: readonly Command[] = [runCommand];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
		const text = overview();
		if (name === undefined) process.stderr.write(text);
		else process.stdout.write(text);
		return name === undefined ? exitStatus.usage : 0;
	}
	const command = commands.find((candidate) => candidate.name === name);
	if (command === undefined) {
		console.error(
			`kintsugi: there is no command "${name}". "kintsugi --help" lists the commands.`,
		);
		return exitStatus.usage;
	}
	if (rest.includes('--help') || rest.includes('-h')) {
		process.stdout.write(command.help);
		return 0;
	}
	try {
		return await command.run(rest);
	} catch (error) {
		return report(command, error);
	}
}

function report(command: Command, error: unknown): number {
	if (error instanceof UsageError) {
		console.error(`kintsugi ${command.name}: ${error.message}`);
		console.error(`"kintsugi ${command.name} --help" explains the options.`);
		return exitStatus.usage;
	}
	if (error instanceof CliError) {
		console.error(`kintsugi ${command.name}: ${error.message}`);
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
