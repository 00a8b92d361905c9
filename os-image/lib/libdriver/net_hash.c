/* How cards filter multicast addresses. See libdriver/net.h. */
#include <libdriver/net.h>

#define POLYNOMIAL 0x04c11db7u /* of the check sequence: IEEE 802.3, 3.2.9 */
#define TOP_BIT 31u
#define HASH_SHIFT 26u
#define BITS 8u

u32
net_multicast_hash(const u8 address[ETHERNET_ADDRESS])
{
	u32 remainder = 0xffffffffu;
	u32 bit;

	for (bit = 0; bit < ETHERNET_ADDRESS * BITS; bit++) {
		u32 data = address[bit / BITS] >> bit % BITS & 1u;
		u32 carry = remainder >> TOP_BIT ^ data;

		remainder = remainder << 1 ^ (carry ? POLYNOMIAL : 0);
	}
	return remainder >> HASH_SHIFT;
}
