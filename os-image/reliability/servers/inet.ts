/* The network server: who uses a socket is told, and daemons and addresses come back. */
import { check, type ServerCase } from './server_case.ts';

const GATEWAY = '10.0.2.2';
const BACK_WITHIN_US = 10e6;

export const networkCase: ServerCase = {
	label: 'inet',
	load: 'a download is under way, somebody listens, and echod and httpd run',
	async begin(lab) {
		const { channel } = lab.guest;
		await lab.shell('{ echod & httpd /usr & } 2>/dev/null; sleep 0.3');
		const users = [
			channel.exec(`wget -q -O /dev/null --tries=1 http://${GATEWAY}/random/512M`),
			channel.exec('nc -l 4000 </dev/null'),
		];
		return async () => {
			const ends = await lab.guest.during(Promise.all(users));
			await lab.runFor(BACK_WITHIN_US);
			const echo = await lab.shell('echo back | nc 127.0.0.1 7');
			const page = await lab.shell('wget -q -O /dev/null http://127.0.0.1/bin/');
			const ping = await lab.shell(`ping -q -c 1 ${GATEWAY}`);
			await lab.shell('kill $(pidof echod httpd)');
			return [
				check(
					'who uses a socket gets an error',
					ends.every(({ status }) => status !== 0),
					ends.map(({ status }) => status),
				),
				check('echod was started again', echo.output === 'back\n', echo),
				check('httpd was started again', page.status === 0, page),
				check('the address', ping.status === 0, ping),
			];
		};
	},
};
