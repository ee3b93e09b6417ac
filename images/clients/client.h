/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * client.h - what all clients share: exit codes and how they say what failed.
 *
 * Results go to stdout, failures to stderr as `CALL failed: ENAME (text)`: the
 * name because its number and text differ by architecture and libc.
 */
#ifndef NLMATRIX_CLIENT_H
#define NLMATRIX_CLIENT_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>

enum client_exit {
	CLIENT_OK	= 0,
	CLIENT_USAGE	= 1,	/* arguments make no sense */
	CLIENT_SOCKET	= 2,	/* socket() or bind() failed */
	CLIENT_SEND	= 3,	/* sending failed */
	CLIENT_RECEIVE	= 4,	/* receiving failed */
	CLIENT_REPLY	= 5,	/* a reply came, but not the one expected */
	CLIENT_REFUSED	= 6,	/* the kernel answered with an NLMSG_ERROR */
};

/* Those that netlink is known to give; strerrorname_np() is glibc's alone. */
static inline const char *errno_name(int number)
{
#define NAME(e) case e: return #e
	switch (number) {
	NAME(EACCES);
	NAME(EADDRINUSE);
	NAME(EAFNOSUPPORT);
	NAME(EAGAIN);
	NAME(EBUSY);
	NAME(ECONNREFUSED);
	NAME(EEXIST);
	NAME(EFAULT);
	NAME(EINTR);
	NAME(EINVAL);
	NAME(EMSGSIZE);
	NAME(ENOBUFS);
	NAME(ENODATA);
	NAME(ENOENT);
	NAME(ENOMEM);
	NAME(ENOPROTOOPT);
	NAME(EOPNOTSUPP);
	NAME(EPERM);
	NAME(EPROTO);
	NAME(EPROTONOSUPPORT);
	NAME(ERANGE);
	NAME(ESOCKTNOSUPPORT);
	NAME(ESRCH);
	default: return "errno without a name here";
	}
#undef NAME
}

static inline void die(enum client_exit code, const char *what, int number)
{
	fprintf(stderr, "%s failed: %s (%s)\n", what, errno_name(number),
		strerror(number));
	exit(code);
}

/* A socket of this protocol, bound to the process id as the documents do. */
static inline int open_bound(int protocol)
{
	struct sockaddr_nl self = {
		.nl_family = AF_NETLINK,
		.nl_pid = getpid(),
	};
	int fd = socket(AF_NETLINK, SOCK_RAW, protocol);

	if (fd < 0)
		die(CLIENT_SOCKET, "socket", errno);
	if (bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
		die(CLIENT_SOCKET, "bind", errno);
	return fd;
}

#endif /* NLMATRIX_CLIENT_H */
