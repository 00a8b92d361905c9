/* uname: which system this is. */
#include <stdio.h>
#include <sys/utsname.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: uname [OPTION]...\n"
	"Prints which system this is; without options its name.\n"
	"\n"
	"  -a, --all       all of the following, in this order\n"
	"  -s, --kernel-name  the name of the system\n"
	"  -n, --nodename  the name of this machine\n"
	"  -r, --kernel-release  the version\n"
	"  -v, --kernel-version  the kind of kernel\n"
	"  -m, --machine   the kind of machine\n";

int
main(int argc, char **argv)
{
	static const char letters[] = "snrvm";
	bool wanted[sizeof(letters) - 1] = {false}, any = false;
	struct utsname system;
	const char *const fields[] = {system.sysname, system.nodename, system.release,
				      system.version, system.machine};
	const char *separator = "";
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		any = true;
		for (size_t i = 0; letters[i] != '\0'; i++)
			wanted[i] |= option == 'a' || option == letters[i];
	}
	tool_no_operands();
	if (!any)
		wanted[0] = true;
	if (uname(&system) != 0) {
		complain_errno("the system's name");
		return STATUS_FAILED;
	}
	for (size_t i = 0; letters[i] != '\0'; i++) {
		if (!wanted[i])
			continue;
		printf("%s%s", separator, fields[i]);
		separator = " ";
	}
	putchar('\n');
	return tool_end();
}
