/* See prom.h. */
#include "prom.h"

#include <string.h>

#define SIGNATURE_AT 28u
#define SIGNATURE 0x57u
#define GROUP_ADDRESS 1u /* in an address' first byte: IEEE 802.3, 3.2.3 */

const char *
prom_read(const u8 prom[PROM_BYTES], u8 address[ETHERNET_ADDRESS])
{
	static const u8 nobody[ETHERNET_ADDRESS];
	u32 index;

	for (index = SIGNATURE_AT; index < PROM_BYTES; index++)
		if (prom[index] != SIGNATURE)
			return "the signature of an NE2000 is not there";
	for (index = 0; index < ETHERNET_ADDRESS; index++) {
		address[index] = prom[2 * index];
		if (prom[2 * index + 1] != address[index])
			return "the address is not there twice, as in an NE2000 of 16 bits";
	}
	if (address[0] & GROUP_ADDRESS || memcmp(address, nobody, sizeof(nobody)) == 0)
		return "the address is no station's";
	return NULL;
}
