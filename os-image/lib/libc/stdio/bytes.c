/* The functions behind the macros of the same names, for those who take their addresses. */
#include <stdio.h>

#undef getc
#undef getchar
#undef putc
#undef putchar

int
getc(FILE *stream)
{
	return stream_get(stream);
}

int
getchar(void)
{
	return stream_get(stdin);
}

int
putc(int byte, FILE *stream)
{
	return stream_put(byte, stream);
}

int
putchar(int byte)
{
	return stream_put(byte, stdout);
}
