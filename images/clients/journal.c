// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * journal - the client of the Linux Journal article, as it should have been.
 *
 * Says "Yoo-hoo, Mr. Kernel!" to nlecho, asks for an answer with NLM_F_ACK,
 * and prints `Received message payload: TEXT`. It waits without end.
 *
 * Exit codes: 0 answered, 2 socket() or bind() failed, 3 sendmsg() failed,
 * 4 recvmsg() failed, 5 what came is no answer of nlecho's.
 */
#include "client.h"
#include "nlecho/nlecho.h"

static union {
	struct nlmsghdr nlh;
	char bytes[NLMSG_SPACE(NLECHO_REPLY_SIZE)];
} buffer;

static size_t fill_request(void)
{
	buffer.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(NLECHO_YOO_HOO));
	buffer.nlh.nlmsg_type = NLECHO_MSG_ECHO;
	buffer.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	buffer.nlh.nlmsg_seq = 1;
	buffer.nlh.nlmsg_pid = getpid();
	memcpy(NLMSG_DATA(&buffer.nlh), NLECHO_YOO_HOO, sizeof(NLECHO_YOO_HOO));
	return buffer.nlh.nlmsg_len;
}

static void print_reply(ssize_t len)
{
	if (len < (ssize_t)sizeof(buffer) ||
	    buffer.nlh.nlmsg_len != NLMSG_LENGTH(NLECHO_REPLY_SIZE) ||
	    buffer.nlh.nlmsg_type != NLMSG_DONE) {
		fprintf(stderr, "unexpected reply: %zd bytes, type %u\n", len,
			buffer.nlh.nlmsg_type);
		exit(CLIENT_REPLY);
	}
	printf("Received message payload: %.*s\n", NLECHO_REPLY_SIZE,
	       (char *)NLMSG_DATA(&buffer.nlh));
}

int main(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct iovec iov = { .iov_base = &buffer };
	/* The initialiser zeroes what it does not name: msg_control above all. */
	struct msghdr msg = {
		.msg_name = &kernel,
		.msg_namelen = sizeof(kernel),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	int fd = open_bound(NLECHO_PROTO);
	ssize_t len;

	iov.iov_len = fill_request();
	if (sendmsg(fd, &msg, 0) < 0)
		die(CLIENT_SEND, "sendmsg", errno);

	memset(&buffer, 0, sizeof(buffer));
	iov.iov_len = sizeof(buffer);
	len = recvmsg(fd, &msg, 0);
	if (len < 0)
		die(CLIENT_RECEIVE, "recvmsg", errno);
	print_reply(len);
	close(fd);
	return CLIENT_OK;
}
