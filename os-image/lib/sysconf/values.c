/* See values.h. */
#include "values.h"

#include <string.h>

#include "characters.h"

#define KILO 1024u
#define MS_PER_S 1000u
#define PORT_MAX 0xffffu
#define HEX_BASE 16u
#define DECIMAL_BASE 10u
#define PCI_ID_DIGITS 4u
#define PCI_CLASS_DIGITS 2u
#define PCI_CLASS_PARTS 3u

/* The part of a word that is not read yet. */
struct rest {
	const char *at;
	const char *end;
};

static struct rest
whole(const struct token *token)
{
	return (struct rest){token->text, token->text + (token->kind == TOKEN_WORD ? token->length : 0)};
}

static int
take_text(struct rest *rest, const char *text)
{
	u32 length = (u32)strlen(text);

	if ((u32)(rest->end - rest->at) < length || memcmp(rest->at, text, length) != 0)
		return 0;
	rest->at += length;
	return 1;
}

static u32
digit_value(char c)
{
	if (is_decimal_digit(c))
		return (u32)(c - '0');
	return c >= 'a' && c <= 'f' ? (u32)(c - 'a') + DECIMAL_BASE : HEX_BASE;
}

/* At least one digit and at most `max`; fails beyond 32 bits. */
static int
take_digits(struct rest *rest, u32 base, u32 max, u32 *value)
{
	u64 sum = 0;
	u32 count = 0;

	while (count < max && rest->at < rest->end && digit_value(*rest->at) < base) {
		sum = sum * base + digit_value(*rest->at++);
		count++;
		if (sum > UINT32_MAX)
			return 0;
	}
	*value = (u32)sum;
	return count > 0;
}

static int
take_number(struct rest *rest, u32 *value)
{
	u32 base = take_text(rest, "0x") ? HEX_BASE : DECIMAL_BASE;

	return take_digits(rest, base, UINT32_MAX, value);
}

static int
times(u32 factor, u32 number, u32 *product)
{
	if (number > UINT32_MAX / factor)
		return 0;
	*product = number * factor;
	return 1;
}

int
conf_number(const struct token *token, u32 *value)
{
	struct rest rest = whole(token);
	u32 number;

	if (!take_number(&rest, &number) || rest.at != rest.end)
		return 0;
	*value = number;
	return 1;
}

int
conf_size(const struct token *token, u32 *bytes)
{
	struct rest rest = whole(token);
	u32 factor = 1;
	u32 number;

	if (!take_number(&rest, &number))
		return 0;
	if (take_text(&rest, "k"))
		factor = KILO;
	else if (take_text(&rest, "m"))
		factor = KILO * KILO;
	return rest.at == rest.end && times(factor, number, bytes);
}

int
conf_time(const struct token *token, u32 *ms)
{
	struct rest rest = whole(token);
	u32 factor = 1;
	u32 number;

	if (!take_number(&rest, &number))
		return 0;
	if (!take_text(&rest, "ms")) {
		if (!take_text(&rest, "s"))
			return 0;
		factor = MS_PER_S;
	}
	return rest.at == rest.end && times(factor, number, ms);
}

int
conf_ports(const struct token *token, struct io_range *ports)
{
	struct rest rest = whole(token);
	u32 first;
	u32 last;

	if (!take_number(&rest, &first))
		return 0;
	last = first;
	if (take_text(&rest, "-") && !take_number(&rest, &last))
		return 0;
	if (rest.at != rest.end || first > last || last > PORT_MAX)
		return 0;
	*ports = (struct io_range){(u16)first, (u16)last};
	return 1;
}

static int
take_exactly(struct rest *rest, u32 digits, u32 *value)
{
	const char *begin = rest->at;

	return take_digits(rest, HEX_BASE, digits, value) && rest->at == begin + digits;
}

int
conf_pci_device(const struct token *token, struct pci_match *match)
{
	struct rest rest = whole(token);
	u32 vendor;
	u32 device;

	if (!take_exactly(&rest, PCI_ID_DIGITS, &vendor) || !take_text(&rest, ".") ||
	    !take_exactly(&rest, PCI_ID_DIGITS, &device) || rest.at != rest.end)
		return 0;
	*match = (struct pci_match){(u16)vendor, (u16)device, PCI_ANY_CLASS, PCI_ANY_CLASS,
				    PCI_ANY_CLASS, 0};
	return 1;
}

int
conf_pci_class(const struct token *token, struct pci_match *match)
{
	u32 parts[PCI_CLASS_PARTS] = {PCI_ANY_CLASS, PCI_ANY_CLASS, PCI_ANY_CLASS};
	struct rest rest = whole(token);
	u32 count = 0;

	do {
		if (count == PCI_CLASS_PARTS || !take_exactly(&rest, PCI_CLASS_DIGITS, &parts[count++]))
			return 0;
	} while (take_text(&rest, "."));
	if (rest.at != rest.end)
		return 0;
	*match = (struct pci_match){PCI_ANY, PCI_ANY, (u8)parts[0], (u8)parts[1], (u8)parts[2], 0};
	return 1;
}
