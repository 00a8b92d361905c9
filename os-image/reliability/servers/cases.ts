/* All servers that come back, in the order of the table that `npm run bench:servers` prints. */
import { dataStoreCase } from './ds.ts';
import { hostCase } from './host.ts';
import { networkCase } from './inet.ts';
import { logCase } from './log.ts';
import { fileServerCase } from './mfs.ts';
import { pciCase } from './pci.ts';
import type { ServerCase } from './server_case.ts';

export const serverCases: readonly ServerCase[] = [
	dataStoreCase,
	pciCase,
	logCase,
	hostCase,
	fileServerCase('mfs.data', '/data'),
	fileServerCase('mfs.root', '/tmp'),
	networkCase,
];
