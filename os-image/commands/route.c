/* route: shows and changes the ways that packets take. */
#include <netkit/settings.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: route [OPTION]\n"
	"       route add|delete default|[-host] ADDRESS|[-net] NETWORK [netmask MASK] [gw] [GATEWAY]\n"
	"                        [dev INTERFACE]\n"
	"Prints the table of routes, or adds or deletes one. A network is written as 10.1.0.0/16, or\n"
	"as its address with its mask.\n"
	"\n"
	"  -n, --numeric   without names for addresses\n";

#define HOST_MASK 0xffffffffu

/* Takes the words of a change; each that is read is gone. */
struct words {
	char **next;
};

static const char *
next_word(struct words *words, const char *what)
{
	if (*words->next == NULL)
		bad_usage("%s is missing", what);
	return *words->next++;
}

static bool
take_word(struct words *words, const char *word)
{
	if (*words->next == NULL || strcmp(*words->next, word) != 0)
		return false;
	words->next++;
	return true;
}

static void
take_destination(struct words *words, struct route_info *route)
{
	if (take_word(words, "default"))
		return;
	route->mask = HOST_MASK;
	if (!take_word(words, "-net"))
		take_word(words, "-host");
	route->destination = need_network(next_word(words, "the destination"), &route->mask);
}

static void
change(char **operands)
{
	struct words words = {.next = operands + 1};
	struct route_info route = {0};
	bool is_added = strcmp(operands[0], "add") == 0;

	if (!is_added && strcmp(operands[0], "delete") != 0 && strcmp(operands[0], "del") != 0)
		bad_usage("a route is added or deleted; what is '%s'?", operands[0]);
	take_destination(&words, &route);
	while (*words.next != NULL) {
		if (take_word(&words, "netmask")) {
			route.mask = need_mask(next_word(&words, "the mask"));
		} else if (take_word(&words, "dev")) {
			snprintf(route.interface, sizeof(route.interface), "%s",
				 next_word(&words, "the interface"));
		} else {
			take_word(&words, "gw");
			route.gateway = need_address(next_word(&words, "the gateway"));
		}
	}
	if ((route.destination & ~route.mask) != 0)
		bad_usage("the network's address has bits outside its mask");
	if (is_added && route.gateway == 0 && route.interface[0] == '\0')
		bad_usage("a gateway or an interface is needed");
	if (settings_ask(is_added ? SIOCADDROUTE : SIOCDELROUTE, &route) != 0)
		complain_errno("%s", operands[0]);
}

/* The first operand ends the options: -net and -host stand behind it. */
int
main(int argc, char **argv)
{
	char **operands;
	bool is_numeric = false;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	while ((option = tool_option()) != OPTION_END)
		is_numeric |= option == 'n';
	if (tool_operands(&operands) == 0)
		print_routes(is_numeric);
	else
		change(operands);
	return tool_end();
}
