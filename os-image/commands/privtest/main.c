/* The program's faces: see privtest.h. */
#include <libsys/panic.h>
#include <string.h>

#include "privtest.h"

int
main(int argc, char **argv)
{
	if (argc < 2)
		return runner_main();
	if (strcmp(argv[1], "owner") == 0)
		owner_main();
	if (argc < 3 || strcmp(argv[1], "driver") != 0)
		panic("expected the words owner or driver NAME, found %s", argv[1]);
	driver_main(argv[2]);
}
