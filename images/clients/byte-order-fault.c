// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * byte-order-fault - writes a number as its author's processor has it.
 *
 * The fault is on purpose: numbers in netlink messages are in the byte order of
 * the machine, and this writes its lowest byte first on every one.
 *
 * Asks the controller for the name of its own family by its number, and prints
 * `family 16 is NAME`.
 *
 * Exit codes: 0 answered, 2 socket() or bind() failed, 3 send() failed, 4 recv()
 * failed, 5 a reply without a name, 6 the kernel answered with an error, whose
 * name is on stderr.
 */
#include <linux/genetlink.h>

#include "client.h"

#define BUFFER_SIZE 8192

struct message {
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	char attrs[BUFFER_SIZE - NLMSG_HDRLEN - GENL_HDRLEN];
};

static struct message message;

static void request(int fd)
{
	struct nlattr *nla = (struct nlattr *)message.attrs;
	unsigned char *number = (unsigned char *)message.attrs + NLA_HDRLEN;

	nla->nla_type = CTRL_ATTR_FAMILY_ID;
	nla->nla_len = NLA_HDRLEN + sizeof(__u16);
	number[0] = GENL_ID_CTRL & 0xff;
	number[1] = GENL_ID_CTRL >> 8;

	message.nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN +
				NLA_ALIGN(nla->nla_len);
	message.nlh.nlmsg_type = GENL_ID_CTRL;
	message.nlh.nlmsg_flags = NLM_F_REQUEST;
	message.genl.cmd = CTRL_CMD_GETFAMILY;
	message.genl.version = 1;
	if (send(fd, &message, message.nlh.nlmsg_len, 0) < 0)
		die(CLIENT_SEND, "send", errno);
}

/* The name among the attributes that came, @len bytes of them. */
static const char *name(size_t len)
{
	size_t at = 0;

	while (at + NLA_HDRLEN <= len) {
		const struct nlattr *nla = (void *)(message.attrs + at);

		if (nla->nla_len < NLA_HDRLEN || nla->nla_len > len - at)
			break;
		if (nla->nla_type == CTRL_ATTR_FAMILY_NAME)
			return message.attrs + at + NLA_HDRLEN;
		at += NLA_ALIGN(nla->nla_len);
	}
	fprintf(stderr, "reply without a name\n");
	exit(CLIENT_REPLY);
}

int main(void)
{
	const size_t headers = NLMSG_HDRLEN + GENL_HDRLEN;
	int fd = open_bound(NETLINK_GENERIC);
	ssize_t len;
	int error;

	request(fd);
	len = recv(fd, &message, sizeof(message), 0);
	if (len < 0)
		die(CLIENT_RECEIVE, "recv", errno);
	if ((size_t)len < headers || message.nlh.nlmsg_len > (size_t)len) {
		fprintf(stderr, "unexpected reply: %zd bytes\n", len);
		return CLIENT_REPLY;
	}
	if (message.nlh.nlmsg_type == NLMSG_ERROR) {
		memcpy(&error, NLMSG_DATA(&message.nlh), sizeof(error));
		die(CLIENT_REFUSED, "request", -error);
	}
	printf("family %d is %s\n", GENL_ID_CTRL,
	       name(message.nlh.nlmsg_len - headers));
	return CLIENT_OK;
}
