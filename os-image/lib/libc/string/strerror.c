/* What error numbers mean, in words. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
	[0] = "no error",
	[EPERM] = "operation not permitted",
	[ENOENT] = "no such file or directory",
	[ESRCH] = "no such process",
	[EINTR] = "interrupted by a signal",
	[EIO] = "input/output error",
	[ENXIO] = "no such device or address",
	[E2BIG] = "argument list too long",
	[ENOEXEC] = "not an executable program",
	[EBADF] = "bad file descriptor",
	[ECHILD] = "no child processes",
	[EAGAIN] = "not available now, try again",
	[ENOMEM] = "out of memory",
	[EACCES] = "permission denied",
	[EFAULT] = "bad address",
	[ENOTBLK] = "block device required",
	[EBUSY] = "device or resource busy",
	[EEXIST] = "file exists",
	[EXDEV] = "not on the same file system",
	[ENODEV] = "no such device",
	[ENOTDIR] = "not a directory",
	[EISDIR] = "is a directory",
	[EINVAL] = "invalid argument",
	[ENFILE] = "too many open files in the system",
	[EMFILE] = "too many open files",
	[ENOTTY] = "not a terminal",
	[ETXTBSY] = "text file busy",
	[EFBIG] = "file too large",
	[ENOSPC] = "no space left on device",
	[ESPIPE] = "not seekable",
	[EROFS] = "read-only file system",
	[EMLINK] = "too many links",
	[EPIPE] = "broken pipe",
	[EDOM] = "argument out of domain",
	[ERANGE] = "result out of range",
	[EDEADLK] = "deadlock avoided",
	[ENAMETOOLONG] = "name too long",
	[ENOSYS] = "function not implemented",
	[ENOTEMPTY] = "directory not empty",
	[ELOOP] = "too many symbolic links",
	[EPROTO] = "protocol error",
	[EBADMSG] = "malformed message",
	[EOVERFLOW] = "value too large",
	[EILSEQ] = "illegal byte sequence",
	[ENOTSOCK] = "not a socket",
	[EDESTADDRREQ] = "destination address required",
	[EMSGSIZE] = "message too long",
	[ENOPROTOOPT] = "no such option",
	[EPROTONOSUPPORT] = "protocol not supported",
	[EOPNOTSUPP] = "operation not supported",
	[EAFNOSUPPORT] = "address family not supported",
	[EADDRINUSE] = "address in use",
	[EADDRNOTAVAIL] = "address not available",
	[ENETDOWN] = "network is down",
	[ENETUNREACH] = "network is unreachable",
	[ECONNABORTED] = "connection aborted",
	[ECONNRESET] = "connection reset",
	[ENOBUFS] = "no buffer space",
	[EISCONN] = "already connected",
	[ENOTCONN] = "not connected",
	[ETIMEDOUT] = "timed out",
	[ECONNREFUSED] = "connection refused",
	[EHOSTUNREACH] = "host is unreachable",
	[EALREADY] = "already in progress",
	[EINPROGRESS] = "in progress",
	[ESTALE] = "out of date",
	[EUCLEAN] = "the file system is damaged",
	[ERESTART] = "to be sent again",
	[ECANCELED] = "cancelled",
	[EDEADEP] = "the process addressed is gone",
	[EBADCALL] = "no such kernel call",
	[EBADGRANT] = "grant not valid",
	[EMOVED] = "a successor takes the component's place",
	[EBADDIGEST] = "image has a wrong digest",
};

#define NR_TEXTS ((int)(sizeof(texts) / sizeof(texts[0])))

/* The error's text, or NULL. */
static const char *
text_of(int error)
{
	return error >= 0 && error < NR_TEXTS ? texts[error] : NULL;
}

char *
strerror(int error)
{
	static char unknown[32];

	if (text_of(error) != NULL)
		return (char *)text_of(error);
	snprintf(unknown, sizeof(unknown), "error %d", error);
	return unknown;
}

int
strerror_r(int error, char *buffer, size_t size)
{
	const char *text = text_of(error);
	int length = text != NULL ? snprintf(buffer, size, "%s", text)
				  : snprintf(buffer, size, "error %d", error);

	return (size_t)length < size ? 0 : ERANGE;
}
