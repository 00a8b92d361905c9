/*
 * The command line of kintsugi exec: its options, their help, and the checks that
 * turn them into what is to be done.
 */
import { parseWords, UsageError } from './command.ts';
import { machineOptionHelp, machineOptionTable } from './machine_options.ts';
import { numberOption } from './number_option.ts';

export const execHelp = `\
Usage: kintsugi exec [OPTION]... CMD...

Boots Kintsugi without a terminal, runs each CMD as a line of shell in turn, as root,
and prints what they print (standard output and standard error as one), byte for
byte. Their standard input is empty. A CMD that begins with "-" goes behind "--".

Options:
${machineOptionHelp}
  --put LOCAL:REMOTE   copy a file into the guest first; may be given again. REMOTE is
                       an absolute path
  --get REMOTE:LOCAL   copy a file out of the guest at the end; may be given again
  --input FILE         what each CMD reads from its standard input; "-" is this one's
  --save-disk FILE     write the disk out at the end, with all that the guest changed
  --json               print one JSON object for each CMD: command, status, signal if
                       one ended it, and output (or output_base64 if it is not UTF-8);
                       at the end one more: networks, with frames and bytes in each
                       direction, and kills
  --timeout S          give up after S seconds of wall time, with status 124
  --events FILE        write the guest's event stream to FILE, one JSON object a line
  --help               this text

The clock is virtual unless --clock says otherwise: the same run each time.

Exit status: the last CMD's, 128 plus the signal's number if a signal ended it; 1 when
something could not be read, written or carried out, 2 for a wrong option, 70 when the
guest did not boot or its kernel panicked or the machine failed, 124 after --timeout,
130 after an interrupt. A guest that powers off early counts as a failure.
`;

/** A file to be copied; `remote` is an absolute path in the guest. */
export interface Transfer {
	local: string;
	remote: string;
}

export function parseExec(args: readonly string[]) {
	const { values, words } = parseWords(args, {
		...machineOptionTable,
		put: { type: 'string', multiple: true },
		get: { type: 'string', multiple: true },
		input: { type: 'string' },
		'save-disk': { type: 'string' },
		json: { type: 'boolean' },
		timeout: { type: 'string' },
		events: { type: 'string' },
	});
	const puts = (values.put ?? []).map(putOption);
	const gets = (values.get ?? []).map(getOption);
	if (words.length === 0 && puts.length + gets.length === 0) {
		throw new UsageError("there is no CMD: give it in quotes, such as 'uname -a'.");
	}
	const timeoutS = numberOption('--timeout', values.timeout, { min: 0.1, max: 1_000_000 });
	return {
		machine: values,
		commands: words,
		puts,
		gets,
		input: values.input,
		saveDisk: values['save-disk'],
		json: values.json ?? false,
		timeoutMs: timeoutS === undefined ? undefined : timeoutS * 1000,
		events: values.events,
	};
}

function putOption(text: string): Transfer {
	const [, local, remote] = /^(.+):(\/.*)$/s.exec(text) ?? [];
	if (local === undefined || remote === undefined) {
		throw new UsageError(`--put is "${text}": expected LOCAL:/REMOTE, such as a.sh:/tmp/a.sh.`);
	}
	return { local, remote };
}

function getOption(text: string): Transfer {
	const [, remote, local] = /^(\/[^:]*):(.+)$/s.exec(text) ?? [];
	if (local === undefined || remote === undefined) {
		throw new UsageError(`--get is "${text}": expected /REMOTE:LOCAL, such as /etc/motd:motd.`);
	}
	return { local, remote };
}
