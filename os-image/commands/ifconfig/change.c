/* What is changed of an interface. See ifconfig.h. */
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>

#include "ifconfig.h"

/* Masks of the classes that addresses once had (RFC 791, 3.2), for who gives none. */
static u32
usual_mask(u32 address)
{
	if (address < 0x80000000u)
		return 0xff000000u;
	return address < 0xc0000000u ? 0xffff0000u : 0xffffff00u;
}

/* One word, or two: how many were used. */
static int
take_words(char **words, struct if_change *change)
{
	if (strcmp(words[0], "up") == 0 || strcmp(words[0], "down") == 0) {
		change->set |= IF_SET_UP;
		change->is_up = strcmp(words[0], "up") == 0;
		return 1;
	}
	if (strcmp(words[0], "dhcp") == 0 || strcmp(words[0], "-dhcp") == 0) {
		change->set |= IF_SET_DHCP | (words[0][0] == '-' ? 0 : IF_SET_UP);
		change->dhcp = words[0][0] != '-';
		change->is_up = 1;
		return 1;
	}
	if (strcmp(words[0], "promisc") == 0 || strcmp(words[0], "-promisc") == 0) {
		change->set |= IF_SET_PROMISCUOUS;
		change->promiscuous = words[0][0] != '-';
		return 1;
	}
	if (strcmp(words[0], "netmask") == 0) {
		if (words[1] == NULL)
			bad_usage("the mask is missing");
		change->mask = need_mask(words[1]);
		return 2;
	}
	change->address = need_network(words[0], &change->mask);
	change->set |= IF_SET_ADDRESS | IF_SET_UP;
	change->is_up = 1;
	return 1;
}

void
change_interface(const char *name, char **words)
{
	struct if_change change = {0};

	if (strlen(name) >= sizeof(change.name))
		bad_usage("'%s' is too long for an interface's name", name);
	strcpy(change.name, name);
	while (*words != NULL)
		words += take_words(words, &change);
	if (change.mask != 0 && (change.set & IF_SET_ADDRESS) == 0)
		bad_usage("a mask needs an address");
	if ((change.set & IF_SET_ADDRESS) != 0 && change.mask == 0)
		change.mask = usual_mask(change.address);
	if (settings_ask(SIOCSIFCHANGE, &change) != 0)
		complain_errno("%s", name);
}
