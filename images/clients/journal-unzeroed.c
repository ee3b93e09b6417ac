// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * journal-unzeroed - the Linux Journal client with the mistake of the article:
 * its msghdr is not zeroed, so msg_control and msg_controllen are garbage.
 *
 * On a real stack the garbage is whatever ran before, so the program works for
 * one reader and fails for the next. Here the struct is filled with 0xff, the
 * same garbage every time: a control length beyond INT_MAX, which every kernel
 * refuses with ENOBUFS before it looks at the pointer.
 *
 * Usage: journal-unzeroed [CONTROL-LENGTH]
 * With an argument msg_controllen is that, and the pointer stays garbage.
 *
 * Exit codes: 0 sent (not expected), 1 usage, 2 socket() or bind() failed,
 * 3 sendmsg() failed, as expected; its errno is on stderr.
 */
#include <sys/syscall.h>
#include <sys/uio.h>

#include "client.h"
#include "nlecho/nlecho.h"

/*
 * The kernel's own msghdr, sent by the bare system call: musl's sendmsg()
 * copies control data itself and fails with ENOMEM before the kernel is asked,
 * and its struct msghdr has narrower lengths.
 */
struct kernel_msghdr {
	void *name;
	int namelen;
	struct iovec *iov;
	size_t iovlen;
	void *control;
	size_t controllen;
	unsigned int flags;
};

int main(int argc, char **argv)
{
	struct {
		struct nlmsghdr nlh;
		char text[sizeof(NLECHO_YOO_HOO)];
	} request = {
		.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(NLECHO_YOO_HOO)),
		.nlh.nlmsg_type = NLECHO_MSG_ECHO,
		.nlh.nlmsg_flags = NLM_F_REQUEST,
		.nlh.nlmsg_seq = 1,
		.nlh.nlmsg_pid = getpid(),
		.text = NLECHO_YOO_HOO,
	};
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct iovec iov = { &request, request.nlh.nlmsg_len };
	struct kernel_msghdr msg;
	char *end = "";
	int fd;

	memset(&msg, 0xff, sizeof(msg));
	msg.name = &kernel;
	msg.namelen = sizeof(kernel);
	msg.iov = &iov;
	msg.iovlen = 1;
	if (argc > 1)
		msg.controllen = strtoul(argv[1], &end, 0);
	if (argc > 2 || *end) {
		fprintf(stderr, "usage: %s [CONTROL-LENGTH]\n", argv[0]);
		return CLIENT_USAGE;
	}

	fd = open_bound(NLECHO_PROTO);
	if (syscall(SYS_sendmsg, fd, &msg, 0) < 0)
		die(CLIENT_SEND, "sendmsg", errno);
	printf("sent, in spite of a control length of %zu\n", msg.controllen);
	return CLIENT_OK;
}
