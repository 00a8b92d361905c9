/* The server host: what is under way is answered by an error, and what comes later is done. */
import { check, type ServerCase } from './server_case.ts';

/** Longer than the death takes, also by heartbeats. */
const LONG = 'sleep 20';

export const hostCase: ServerCase = {
	label: 'host',
	load: 'commands of the control channel are under way',
	async begin(lab) {
		const { channel } = lab.guest;
		const jobs = [channel.exec(LONG), channel.exec('yes')].map((job) =>
			job.then(
				() => 'it ended well',
				(error) => error.failure as string,
			),
		);
		return async () => {
			const answers = await lab.guest.during(Promise.all(jobs));
			await lab.guest.during(channel.ready());
			const later = await lab.shell('echo later');
			return [
				check(
					'every command under way was answered with an error',
					answers.every((answer) => answer === 'closed'),
					answers,
				),
				check('a later command is carried out', later.output === 'later\n', later),
			];
		};
	},
};
