// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * netwriter-unchecked - the article's second client with its mistakes: it looks
 * at argv[1] without asking whether there is one (its test, `argc > 0`, always
 * holds), it asks for no answer and waits for one, and it looks at no result.
 *
 * Usage: netwriter-unchecked PORT
 * Without PORT it dies of SIGSEGV. With PORT 0 it waits for ever; with a port
 * that nobody has, too, because it does not see that sending failed.
 *
 * Exit code: 1, which was meant to be success.
 */
#include "client.h"
#include "nlecho/nlecho.h"

static union {
	struct nlmsghdr nlh;
	char bytes[NLMSG_SPACE(1024)];
} buffer;

int main(int argc, char **argv)
{
	struct sockaddr_nl peer = { .nl_family = AF_NETLINK };
	struct iovec iov = { &buffer, sizeof(buffer) };
	struct msghdr msg = {
		.msg_name = &peer,
		.msg_namelen = sizeof(peer),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW, NLECHO_PROTO);

	if (argc > 0)
		peer.nl_pid = atoi(argv[1]);
	buffer.nlh.nlmsg_len = sizeof(buffer);
	buffer.nlh.nlmsg_pid = getpid();
	strcpy(NLMSG_DATA(&buffer.nlh),
	       "User Spaces: Message from User to Kernel!");
	sendmsg(fd, &msg, 0);
	printf("waiting for an answer\n");
	fflush(stdout);
	recvmsg(fd, &msg, 0);
	printf("Received message payload: %s\n",
	       (char *)NLMSG_DATA(&buffer.nlh));
	close(fd);
	return 1;
}
