/*
 * What an NE2000's PROM says: 16 bytes, each of them twice since the card has 16 bits. The
 * first six are the station's address, the last two the letter W.
 */
#ifndef DP8390_PROM_H
#define DP8390_PROM_H

#include <kintsugi/types.h>
#include <proto/netdriver.h>

#define PROM_BYTES 32u

/* NULL, and the address; else what is wrong with the PROM. */
const char *prom_read(const u8 prom[PROM_BYTES], u8 address[ETHERNET_ADDRESS]);

#endif
