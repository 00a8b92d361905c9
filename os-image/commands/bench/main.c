/* The program's faces. See bench.h. */
#include <libsys/panic.h>
#include <string.h>

#include "bench.h"

int
main(int argc, char **argv)
{
	if (argc < 2)
		return user_side();
	if (strcmp(argv[1], "exit") == 0)
		return 0;
	if (strcmp(argv[1], "near") == 0)
		near_side();
	if (strcmp(argv[1], "load") == 0)
		load_side();
	if (strcmp(argv[1], "far") == 0)
		far_side();
	panic("bench has no part %s", argv[1]);
}
