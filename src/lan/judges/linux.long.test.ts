/**
 * Linux as a judge of our cards: its modules 8139too (by memory BAR and interrupt) and ne2k-pci.
 * `linux.test-support.ts` says where Linux comes from.
 */

import { expect, test } from 'vitest';
import { runUntilEnd } from './foreign_pc.test-support.ts';
import { createLinuxPc, INIT_PROLOGUE, missingForLinux } from './linux.test-support.ts';

const MODULES = [
	...['mii.ko', 'ethernet/realtek/8139too.ko'],
	...['ethernet/8390/8390.ko', 'ethernet/8390/ne2k-pci.ko'],
].map((module) => `drivers/net/${module}`);
const LIMIT_US = 300e6;
const END = 'judge: that was all';

/** Each line beginning with "judge:" is looked at. */
const INIT = `${INIT_PROLOGUE}
load() {
	for module in mii 8139too 8390 ne2k-pci; do insmod /modules/$module.ko; done
	for interface in eth0 eth1; do
		ifconfig $interface up
		udhcpc -n -q -i $interface -s /lease
	done
}
compare() { # what, one digest, the other
	if [ -n "$2" ] && [ "$2" = "$3" ]; then echo "judge: $1 ok"; else echo "judge: $1 $2 $3"; fi
}
download() { # name, host, size
	compare "$1" "$(wget -q -O - http://$2/random/$3 | md5sum | cut -d ' ' -f 1)" \\
		"$(wget -q -O - http://$2/random/$3.md5)"
}
upload() { # name, host
	dd if=/dev/urandom bs=1k count=700 2>/dev/null | base64 >/file # wget posts text alone
	answer="$(wget -q -O - --post-file /file http://$2/upload/file)"
	digest="$(md5sum </file | cut -d ' ' -f 1)"
	case $answer in *$digest*) echo "judge: $1 ok";; *) echo "judge: $1 $digest $answer";; esac
}

load
download 'eth0 download' 10.0.2.2 4M
download 'eth1 download' 10.0.3.2 1M
upload 'eth0 upload' 10.0.2.2
upload 'eth1 upload' 10.0.3.2
for host in 10.0.2.2 10.0.3.2; do
	ping -q -c 5 -s 4000 $host | sed -n "s/^.* \\([0-9]*%\\) packet loss.*/judge: $host \\1 lost/p"
done
download 'eth0 beside eth1' 10.0.2.2 2M &
download 'eth1 beside eth0' 10.0.3.2 1M
wait
ifconfig eth0 promisc; ifconfig eth1 promisc
download 'eth0 promiscuous' 10.0.2.2 1M
download 'eth1 promiscuous' 10.0.3.2 1M
for interface in eth0 eth1; do ifconfig $interface down; done
for module in 8139too ne2k-pci; do rmmod $module; done
for module in 8390 mii; do rmmod $module; done
load
download 'eth0 with its driver loaded again' 10.0.2.2 1M
download 'eth1 with its driver loaded again' 10.0.3.2 1M
dmesg | grep -i 'eth.*\\(timeout\\|timed out\\|error\\|abort\\|stuck\\)' | sed 's/^/judge: /'
echo '${END}'
sleep 1000
`;

const LEASE = `#!/bin/sh
[ "$1" = bound ] && ifconfig $interface $ip netmask $subnet && echo "judge: $interface $ip"
exit 0
`;

const missing = missingForLinux();
if (missing.length > 0) {
	console.warn(`Linux does not judge the cards: ${missing.join(', ')} is not there.`);
}

test.skipIf(missing.length > 0)(
	"Linux' drivers download, upload and ping through both of our cards, and are loaded again",
	async () => {
		const { machine } = await createLinuxPc({
			init: INIT,
			modules: MODULES,
			files: new Map([['lease', new TextEncoder().encode(LEASE)]]),
		});
		const said: string[] = [];
		machine.com1.onLine((line) => said.push(line.trimEnd()));
		try {
			const isOver = () => said.includes(END);
			await runUntilEnd(machine, isOver, LIMIT_US, () => said.slice(-40).join('\n'));
			expect(said.filter((line) => line.startsWith('judge:'))).toEqual([
				...['judge: eth0 10.0.2.15', 'judge: eth1 10.0.3.15'],
				...['judge: eth0 download ok', 'judge: eth1 download ok'],
				...['judge: eth0 upload ok', 'judge: eth1 upload ok'],
				...['judge: 10.0.2.2 0% lost', 'judge: 10.0.3.2 0% lost'],
				expect.stringMatching(/^judge: eth. beside eth. ok$/),
				expect.stringMatching(/^judge: eth. beside eth. ok$/),
				...['judge: eth0 promiscuous ok', 'judge: eth1 promiscuous ok'],
				...['judge: eth0 10.0.2.15', 'judge: eth1 10.0.3.15'],
				'judge: eth0 with its driver loaded again ok',
				'judge: eth1 with its driver loaded again ok',
				END,
			]);
		} finally {
			machine.dispose();
		}
	},
	600_000,
);
