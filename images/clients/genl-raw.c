// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * genl-raw - resolves a generic netlink family by hand and echoes.
 *
 * Usage: genl-raw [FAMILY [TEXT]]
 *
 * Asks the controller for the family's id (CTRL_CMD_GETFAMILY), sends it
 * DOC_EXMPL_C_ECHO with TEXT, and prints `family FAMILY has id N` and
 * `reply: TEXT`. No library: every length and offset is written out below.
 *
 * Exit codes: 0 answered, 1 usage, 2 socket() or bind() failed, 3 send()
 * failed, 4 recv() failed, 5 a reply without the attribute or of the wrong
 * sequence, 6 the kernel answered with an error, whose name is on stderr
 * (ENOENT: there is no such family).
 */
#include <linux/genetlink.h>

#include "client.h"
#include "genlecho/genlecho.h"

#define BUFFER_SIZE 8192

struct message {
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	char attrs[BUFFER_SIZE - NLMSG_HDRLEN - GENL_HDRLEN];
};

static struct message message;
static __u32 sequence;

static void request(int fd, int type, int cmd, int attr, const char *text)
{
	struct nlattr *nla = (struct nlattr *)message.attrs;
	size_t len = strlen(text) + 1;

	if (NLA_ALIGN(NLA_HDRLEN + len) > sizeof(message.attrs)) {
		fprintf(stderr, "%zu bytes are too much text\n", len);
		exit(CLIENT_USAGE);
	}
	memset(&message, 0, sizeof(message));
	message.nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN +
				NLA_ALIGN(NLA_HDRLEN + len);
	message.nlh.nlmsg_type = type;
	message.nlh.nlmsg_flags = NLM_F_REQUEST;
	message.nlh.nlmsg_seq = ++sequence;
	message.genl.cmd = cmd;
	message.genl.version = 1;
	nla->nla_type = attr;
	nla->nla_len = NLA_HDRLEN + len;
	memcpy(message.attrs + NLA_HDRLEN, text, len);

	if (send(fd, &message, message.nlh.nlmsg_len, 0) < 0)
		die(CLIENT_SEND, "send", errno);
}

/* The length of the attributes that came. */
static size_t receive(int fd)
{
	ssize_t len = recv(fd, &message, sizeof(message), 0);
	const size_t headers = NLMSG_HDRLEN + GENL_HDRLEN;
	int error;

	if (len < 0)
		die(CLIENT_RECEIVE, "recv", errno);
	if ((size_t)len < headers || message.nlh.nlmsg_len < headers ||
	    message.nlh.nlmsg_len > (size_t)len ||
	    message.nlh.nlmsg_seq != sequence) {
		fprintf(stderr, "unexpected reply: %zd bytes, sequence %u\n",
			len, message.nlh.nlmsg_seq);
		exit(CLIENT_REPLY);
	}
	if (message.nlh.nlmsg_type == NLMSG_ERROR) {
		memcpy(&error, NLMSG_DATA(&message.nlh), sizeof(error));
		die(CLIENT_REFUSED, "request", -error);
	}
	return message.nlh.nlmsg_len - headers;
}

/* The payload of the first attribute @type, at least @least bytes of it. */
static const char *find(size_t len, int type, size_t least)
{
	size_t at = 0;

	while (at + NLA_HDRLEN <= len) {
		const struct nlattr *nla = (void *)(message.attrs + at);

		if (nla->nla_len < NLA_HDRLEN || nla->nla_len > len - at)
			break;
		if ((nla->nla_type & NLA_TYPE_MASK) == type &&
		    nla->nla_len >= NLA_HDRLEN + least)
			return message.attrs + at + NLA_HDRLEN;
		at += NLA_ALIGN(nla->nla_len);
	}
	fprintf(stderr, "reply without attribute %d\n", type);
	exit(CLIENT_REPLY);
}

static __u16 resolve(int fd, const char *family)
{
	__u16 id;

	request(fd, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME,
		family);
	memcpy(&id, find(receive(fd), CTRL_ATTR_FAMILY_ID, sizeof(id)),
	       sizeof(id));
	return id;
}

int main(int argc, char **argv)
{
	const char *family = argc > 1 ? argv[1] : DOC_EXMPL_NAME;
	const char *text = argc > 2 ? argv[2] : "hello from user space";
	__u16 id;
	int fd;

	if (argc > 3) {
		fprintf(stderr, "usage: %s [FAMILY [TEXT]]\n", argv[0]);
		return CLIENT_USAGE;
	}
	fd = open_bound(NETLINK_GENERIC);
	id = resolve(fd, family);
	printf("family %s has id %u\n", family, id);

	request(fd, id, DOC_EXMPL_C_ECHO, DOC_EXMPL_A_MSG, text);
	printf("reply: %.*s\n", (int)sizeof(message.attrs),
	       find(receive(fd), DOC_EXMPL_A_MSG, 1));
	close(fd);
	return CLIENT_OK;
}
