/* arp: shows and changes which hardware addresses are known. */
#include <netkit/names.h>
#include <netkit/settings.h>
#include <toolkit/table.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: arp [OPTION]... [HOST]\n"
	"       arp -s HOST MAC\n"
	"       arp -d HOST\n"
	"Prints the hardware addresses of hosts on the own networks, as far as they are known.\n"
	"\n"
	"  -a, --all       of all hosts (the default)\n"
	"  -n, --numeric   without names for addresses\n"
	"  -s, --set       make that one known, for ever\n"
	"  -d, --delete    forget that one\n";

static void
print_table(u32 only, bool is_numeric)
{
	static const struct table_column columns[] = {
		{"ADDRESS", false},
		{"HARDWARE", false},
		{"INTERFACE", false},
		{"AGE", true},
		{"STATE", false},
	};
	char name[NAME_TEXT_SIZE], mac[MAC_TEXT_SIZE];
	struct arp_info entry = {0};
	bool is_found = only == 0;

	table_begin(columns, ARRAY_LEN(columns));
	while (settings_next(SIOCGARP, &entry, &entry.index)) {
		if (only != 0 && entry.address != only)
			continue;
		is_found = true;
		table_cell("%s", address_name(name, entry.address, is_numeric));
		table_cell("%s", entry.is_complete ? mac_text(mac, entry.mac) : "-");
		table_cell("%s", entry.interface);
		table_cell("%us", entry.age_s);
		table_cell("%s", entry.is_permanent  ? "permanent"
				 : entry.is_complete ? "known"
						     : "asked for");
	}
	if (is_found)
		table_print();
	else
		complain("nothing is known of it");
}

int
main(int argc, char **argv)
{
	struct arp_info entry = {0};
	bool sets = false, deletes = false, is_numeric = false;
	char **operands;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		sets |= option == 's';
		deletes |= option == 'd';
		is_numeric |= option == 'n';
	}
	count = tool_operands(&operands);
	if (sets && deletes)
		bad_usage("an address is set or deleted, not both");
	if (count != (sets ? 2 : 1) && (sets || deletes || count > 1))
		bad_usage(sets ? "it takes a host and its hardware address" : "it takes one host");
	if (count > 0)
		entry.address = need_address(operands[0]);
	if (sets)
		need_mac(operands[1], entry.mac);
	if (!sets && !deletes)
		print_table(entry.address, is_numeric);
	else if (settings_ask(sets ? SIOCSETARP : SIOCDELARP, &entry) != 0)
		complain_errno("%s", operands[0]);
	return tool_end();
}
