/* sha1sum: SHA-1 digests of files. */
#include <toolkit/digest_tool.h>

static const char usage[] = DIGEST_USAGE("sha1sum", "SHA-1");

int
main(int argc, char **argv)
{
	return digest_tool(argc, argv, usage, &digest_sha1);
}
