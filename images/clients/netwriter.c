// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * netwriter - the article's second client: writes to the port it is given, the
 * kernel or another program, and waits for one answer.
 *
 * Usage: netwriter PORT
 *
 * Speaks nlecho's protocol and asks for an answer with NLM_F_ACK. Prints
 * `PORT: answer of N bytes: TEXT`. It waits without end.
 *
 * Exit codes: 0 answered, 1 usage, 2 socket() or bind() failed, 3 sendmsg()
 * failed (ECONNREFUSED: nobody has that port), 4 recvmsg() failed.
 */
#include "client.h"
#include "nlecho/nlecho.h"

static const char text[] = "User Spaces: Message from User to Kernel!";

static union {
	struct nlmsghdr nlh;
	char bytes[NLMSG_SPACE(1024)];
} buffer;

int main(int argc, char **argv)
{
	struct sockaddr_nl peer = { .nl_family = AF_NETLINK };
	struct iovec iov = { .iov_base = &buffer };
	struct msghdr msg = {
		.msg_name = &peer,
		.msg_namelen = sizeof(peer),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	char *end = "";
	ssize_t len;
	int fd;

	if (argc == 2)
		peer.nl_pid = strtoul(argv[1], &end, 10);
	if (argc != 2 || *end) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return CLIENT_USAGE;
	}
	fd = open_bound(NLECHO_PROTO);
	buffer.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(text));
	buffer.nlh.nlmsg_type = NLECHO_MSG_ECHO;
	buffer.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	buffer.nlh.nlmsg_pid = getpid();
	memcpy(NLMSG_DATA(&buffer.nlh), text, sizeof(text));
	iov.iov_len = buffer.nlh.nlmsg_len;
	if (sendmsg(fd, &msg, 0) < 0)
		die(CLIENT_SEND, "sendmsg", errno);

	memset(&buffer, 0, sizeof(buffer));
	iov.iov_len = sizeof(buffer);
	len = recvmsg(fd, &msg, 0);
	if (len < 0)
		die(CLIENT_RECEIVE, "recvmsg", errno);
	printf("%s: answer of %zd bytes: %s\n", argv[1], len,
	       (char *)NLMSG_DATA(&buffer.nlh));
	close(fd);
	return CLIENT_OK;
}
