/* ifconfig: the command. See ifconfig.h. */
#include <netkit/wait.h>
#include <poll.h>
#include <string.h>
#include <toolkit/clock.h>
#include <toolkit/tool.h>

#include "ifconfig.h"

static const char usage[] =
	"Usage: ifconfig [OPTION]... [INTERFACE [up|down|dhcp|-dhcp|promisc|-promisc]...\n"
	"                [ADDRESS[/LENGTH] [netmask MASK]]]\n"
	"Prints the network's interfaces, or one of them, or changes it. An address given by hand\n"
	"ends DHCP on that interface; dhcp begins it again.\n"
	"\n"
	"  -a, --all       all of them, as it does without\n"
	"  -w, --wait=S    print nothing, but wait S seconds for an address: of that interface, or\n"
	"                  of any but loopback\n";

#define CHECK_EVERY_MS 20

/* Whether there is an interface with an address, and whether one may still get one. */
static bool
has_address(const char *only, bool *may_come)
{
	struct if_info info = {0};
	bool is_there = false;

	*may_come = false;
	while (settings_next(SIOCGIFINFO, &info, &info.index)) {
		if (only != NULL ? strcmp(info.name, only) != 0 : (info.flags & IFF_LOOPBACK) != 0)
			continue;
		/* While DHCP looks for another, one that was given before is on its way out. */
		is_there |= info.address != 0 && (info.flags & (IFF_DHCP | IFF_BOUND)) != IFF_DHCP;
		*may_come |= only != NULL || (info.flags & IFF_UP) != 0;
	}
	return is_there;
}

/* There is nothing to be told by when an address comes, so it is looked for. */
static void
wait_for_address(const char *only, int limit_ms)
{
	uint64_t end_us = clock_us() + (uint64_t)limit_ms * US_PER_MS;
	bool may_come;

	while (!has_address(only, &may_come)) {
		if (!may_come)
			give_up(STATUS_FAILED, "no interface is up");
		if (clock_us() >= end_us)
			give_up(STATUS_FAILED, "no address has come within %d ms", limit_ms);
		wait_ready(-1, POLLIN, CHECK_EVERY_MS);
	}
}

int
main(int argc, char **argv)
{
	char **operands;
	int option, wait_ms = 0;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	while ((option = tool_option()) != OPTION_END)
		if (option == 'w')
			wait_ms = need_seconds_ms(option_value, "the wait");
	tool_operands(&operands);
	if (operands[0] != NULL && operands[1] != NULL)
		change_interface(operands[0], operands + 1);
	if (wait_ms > 0)
		wait_for_address(operands[0], wait_ms);
	else if (operands[0] == NULL || operands[1] == NULL)
		show_interfaces(operands[0]);
	return tool_end();
}
