/* Internet addresses as text: RFC 6943, 3.1.1 calls the two forms loose and strict. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PARTS_MAX 4
#define BYTE_BITS 8u
#define BYTE_MAX 0xffu
#define ADDRESS_BITS 32u

/* The value of a digit in the base, or -1. */
static int
digit_of(char character, unsigned base)
{
	unsigned digit = base;

	if (character >= '0' && character <= '9')
		digit = (unsigned)(character - '0');
	else if (character >= 'a' && character <= 'f')
		digit = (unsigned)(character - 'a') + 10u;
	else if (character >= 'A' && character <= 'F')
		digit = (unsigned)(character - 'A') + 10u;
	return digit < base ? (int)digit : -1;
}

/* A number as C writes it: decimal, octal after 0, hexadecimal after 0x. Its end, or NULL. */
static const char *
parse_number(const char *text, uint32_t *number)
{
	unsigned base = text[0] != '0' ? 10 : text[1] == 'x' || text[1] == 'X' ? 16 : 8;
	uint64_t value = 0;
	int digit;

	if (base == 16)
		text += 2;
	if (digit_of(*text, base) < 0)
		return NULL;
	while ((digit = digit_of(*text, base)) >= 0) {
		value = value * base + (unsigned)digit;
		if (value > UINT32_MAX)
			return NULL;
		text++;
	}
	*number = (uint32_t)value;
	return text;
}

static int
ends_word(char character)
{
	return character == '\0' || strchr(" \t\n\v\f\r", character) != NULL;
}

/* Each part is a byte, but for the last one, which is all the bytes that are left. */
static int
join(const uint32_t parts[], unsigned count, in_addr_t *address)
{
	unsigned last_bits = ADDRESS_BITS - (count - 1) * BYTE_BITS;
	uint32_t joined = 0;

	for (unsigned i = 0; i + 1 < count; i++) {
		if (parts[i] > BYTE_MAX)
			return 0;
		joined |= parts[i] << (ADDRESS_BITS - (i + 1) * BYTE_BITS);
	}
	if (last_bits < ADDRESS_BITS && parts[count - 1] >> last_bits != 0)
		return 0;
	*address = htonl(joined | parts[count - 1]);
	return 1;
}

int
inet_aton(const char *text, struct in_addr *address)
{
	uint32_t parts[PARTS_MAX];
	unsigned count = 0;
	in_addr_t found;

	for (;;) {
		text = parse_number(text, &parts[count++]);
		if (text == NULL)
			return 0;
		if (*text != '.')
			break;
		if (count == PARTS_MAX)
			return 0;
		text++;
	}
	if (!ends_word(*text) || !join(parts, count, &found))
		return 0;
	address->s_addr = found;
	return 1;
}

in_addr_t
inet_addr(const char *text)
{
	struct in_addr address;

	return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}

const char *
inet_ntop(int family, const void *address, char *text, socklen_t size)
{
	char found[INET_ADDRSTRLEN];
	unsigned char bytes[sizeof(in_addr_t)];

	if (family != AF_INET) {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	memcpy(bytes, address, sizeof(bytes));
	snprintf(found, sizeof(found), "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
	if (strlcpy(text, found, size) >= size) {
		errno = ENOSPC;
		return NULL;
	}
	return text;
}

char *
inet_ntoa(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];

	(void)inet_ntop(AF_INET, &address, text, sizeof(text));
	return text;
}

/* A byte in decimal without zeros before it: its end, or NULL. */
static const char *
parse_byte(const char *text, unsigned char *byte)
{
	unsigned value = 0;
	int digit;

	if (digit_of(text[0], 10) < 0 || (text[0] == '0' && digit_of(text[1], 10) >= 0))
		return NULL;
	while ((digit = digit_of(*text, 10)) >= 0) {
		value = value * 10 + (unsigned)digit;
		if (value > BYTE_MAX)
			return NULL;
		text++;
	}
	*byte = (unsigned char)value;
	return text;
}

int
inet_pton(int family, const char *text, void *address)
{
	unsigned char bytes[sizeof(in_addr_t)];

	if (family != AF_INET) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	for (unsigned i = 0; i < sizeof(bytes); i++) {
		text = parse_byte(text, &bytes[i]);
		if (text == NULL || *text != (i + 1 < sizeof(bytes) ? '.' : '\0'))
			return 0;
		text++;
	}
	memcpy(address, bytes, sizeof(bytes));
	return 1;
}
