/* sha256sum: SHA-256 digests of files. */
#include <toolkit/digest_tool.h>

static const char usage[] = DIGEST_USAGE("sha256sum", "SHA-256");

int
main(int argc, char **argv)
{
	return digest_tool(argc, argv, usage, &digest_sha256);
}
