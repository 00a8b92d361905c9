/* The PCI server: drivers go on without it, and it knows again whose the functions are. */
import { check, type ServerCase } from './server_case.ts';

const FILE = 'http://10.0.2.2/random/3M';
const COMPARE = `test "$(wget -q -O - ${FILE} | md5sum | cut -c1-32)" = "$(wget -q -O - ${FILE}.md5 | cut -c1-32)"`;

export const pciCase: ServerCase = {
	label: 'pci',
	load: 'a download and a read of the disk are under way',
	async begin(lab) {
		const { channel } = lab.guest;
		const load = Promise.all([
			channel.exec(COMPARE),
			channel.exec('dd if=/dev/c0d0 of=/dev/null bs=64k count=100 2>/dev/null'),
		]);
		return async () => {
			const [download, disk] = await lab.guest.during(load);
			const { status, output } = await lab.shell(
				'service restart --reset eth.rtl8139 && service restart --reset blk.at_disk',
			);
			const ping = await lab.shell('ping -c 1 10.0.2.2');
			return [
				check('the download, with the right digest', download.status === 0, download),
				check('the read of the disk', disk.status === 0, disk),
				check('owners are known: cards are reset for their drivers', status === 0, output),
				check('a driver that was reset works', ping.status === 0, ping.output),
			];
		};
	},
};
