/* md5sum: MD5 digests of files. */
#include <toolkit/digest_tool.h>

static const char usage[] = DIGEST_USAGE("md5sum", "MD5");

int
main(int argc, char **argv)
{
	return digest_tool(argc, argv, usage, &digest_md5);
}
