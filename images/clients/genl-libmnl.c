// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * genl-libmnl - what a user of libmnl sees of genlecho, gentable and nlecho.
 *
 * Usage: genl-libmnl echo|sequence|interrupted|overrun, as genl-libnl. A step
 * that fails prints its errno's name.
 *
 * Exit codes: 0 printed, 1 usage, 2 no connection or family, 3 sending failed,
 * 4 receiving failed where it should not.
 */
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include "client.h"
#include "genlecho/genlecho.h"
#include "gentable/gentable.h"
#include "nlecho/nlecho.h"

struct family {
	const char *group_name;
	__u16 id;
	__u32 group;
};

static char buffer[32768];
static unsigned int heard;
static unsigned int sequence_number;
static char text[DOC_EXMPL_MSG_MAX + 1];

static struct mnl_socket *open_socket(int protocol)
{
	struct mnl_socket *nl = mnl_socket_open(protocol);

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		die(CLIENT_SOCKET, "mnl_socket", errno);
	return nl;
}

static struct nlmsghdr *request(int type, int flags, int cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++sequence_number;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

static void send_request(struct mnl_socket *nl, const struct nlmsghdr *nlh)
{
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		die(CLIENT_SEND, "mnl_socket_sendto", errno);
}

/* Callbacks until the answer is complete: 0, or the errno. */
static int answer(struct mnl_socket *nl, unsigned int seq, mnl_cb_t cb,
		  void *data)
{
	unsigned int port = mnl_socket_get_portid(nl);
	int more = MNL_CB_OK;

	while (more > MNL_CB_STOP) {
		ssize_t len = mnl_socket_recvfrom(nl, buffer, sizeof(buffer));

		if (len < 0)
			return errno;
		more = mnl_cb_run(buffer, len, seq, port, cb, data);
	}
	return more < 0 ? errno : 0;
}

static void print(const char *name, int err)
{
	printf("%s=%s\n", name, err ? errno_name(err) : "0");
}

static int count(const struct nlmsghdr *nlh, void *data)
{
	struct nlattr *attr =
		mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));

	(void)data;
	heard++;
	if (mnl_attr_get_type(attr) == DOC_EXMPL_A_MSG &&
	    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(text, sizeof(text), "%s", mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

static void read_group(const struct nlattr *group, struct family *family)
{
	const char *name = "";
	struct nlattr *attr;
	__u32 id = 0;

	mnl_attr_for_each_nested(attr, group) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
			name = mnl_attr_get_str(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
			id = mnl_attr_get_u32(attr);
	}
	if (strcmp(name, family->group_name) == 0)
		family->group = id;
}

static int read_family(const struct nlmsghdr *nlh, void *data)
{
	struct family *family = data;
	struct nlattr *attr, *group;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			family->id = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		mnl_attr_for_each_nested(group, attr)
			read_group(group, family);
	}
	return MNL_CB_OK;
}

static struct family resolve(struct mnl_socket *nl, const char *name,
			     const char *group)
{
	struct family family = { .group_name = group };
	struct nlmsghdr *nlh = request(GENL_ID_CTRL, NLM_F_ACK,
				       CTRL_CMD_GETFAMILY);
	int err;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, name);
	send_request(nl, nlh);
	err = answer(nl, sequence_number, read_family, &family);
	if (err)
		die(CLIENT_SOCKET, "GETFAMILY", err);
	return family;
}

static struct mnl_socket *listener(const struct family *family)
{
	struct mnl_socket *nl = open_socket(NETLINK_GENERIC);
	__u32 group = family->group;

	if (mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0)
		die(CLIENT_SOCKET, "NETLINK_ADD_MEMBERSHIP", errno);
	return nl;
}

static int dump(struct mnl_socket *nl, int family, int cmd)
{
	heard = 0;
	send_request(nl, request(family, NLM_F_DUMP, cmd));
	return answer(nl, sequence_number, count, NULL);
}

static void set(int family, unsigned int value, unsigned int entries)
{
	struct mnl_socket *nl = open_socket(NETLINK_GENERIC);
	struct nlmsghdr *nlh = request(family, NLM_F_ACK, NLM_TABLE_C_SET);
	int err;

	mnl_attr_put_u32(nlh, NLM_TABLE_A_INDEX, 0);
	mnl_attr_put_u32(nlh, NLM_TABLE_A_VALUE, value);
	mnl_attr_put_u32(nlh, NLM_TABLE_A_COUNT, entries);
	send_request(nl, nlh);
	err = answer(nl, sequence_number, NULL, NULL);
	if (err)
		die(CLIENT_SEND, "setting the table", err);
	mnl_socket_close(nl);
}

static void echo(void)
{
	struct mnl_socket *nl = open_socket(NETLINK_GENERIC);
	struct family family = resolve(nl, DOC_EXMPL_NAME, DOC_EXMPL_GRP_NAME);
	struct mnl_socket *ear = listener(&family);
	struct nlmsghdr *nlh = request(family.id, NLM_F_ACK, DOC_EXMPL_C_ECHO);
	ssize_t len;

	printf("resolved=%d\n", family.id > GENL_ID_CTRL);
	mnl_attr_put_strz(nlh, DOC_EXMPL_A_MSG, "hello from libmnl");
	send_request(nl, nlh);
	print("sync", answer(nl, sequence_number, count, NULL));
	printf("reply=%s\n", text);
	send_request(nl, request(family.id, NLM_F_ACK, DOC_EXMPL_C_GREET));
	print("greet", answer(nl, sequence_number, count, NULL));
	text[0] = '\0';
	len = mnl_socket_recvfrom(ear, buffer, sizeof(buffer));
	if (len < 0)
		die(CLIENT_RECEIVE, "mnl_socket_recvfrom", errno);
	/* Sequence and port 0: not checked. */
	print("listen", mnl_cb_run(buffer, len, 0, 0, count, NULL) < 0 ?
			errno : 0);
	printf("greeting=%s\n", text);
	print("dump", dump(nl, family.id, DOC_EXMPL_C_DUMP));
	printf("entries=%u\n", heard);
}

static void ask(const char *name, int type)
{
	struct mnl_socket *nl = open_socket(NLECHO_PROTO);
	struct nlmsghdr *nlh = request(type, NLM_F_ACK, 0);

	send_request(nl, nlh);
	/* The answer's type, NLMSG_DONE, ends the walk. */
	print(name, answer(nl, sequence_number, count, NULL));
	mnl_socket_close(nl);
}

static void sequence(void)
{
	ask("right", NLECHO_MSG_ECHO);
	ask("wrong", NLECHO_MSG_NEXT_SEQ);
}

static void interrupted(void)
{
	struct mnl_socket *nl = open_socket(NETLINK_GENERIC);
	struct family family = resolve(nl, NLM_TABLE_NAME, NLM_TABLE_GRP_NAME);
	unsigned int asked;

	/* The first part is made while the request is sent. */
	send_request(nl, request(family.id, NLM_F_DUMP, NLM_TABLE_C_GET));
	asked = sequence_number;
	set(family.id, 1, 1);
	heard = 0;
	print("interrupted", answer(nl, asked, count, NULL));
	/* What the walk left unread would be taken for the next answer. */
	mnl_socket_close(nl);
	nl = open_socket(NETLINK_GENERIC);
	print("again", dump(nl, family.id, NLM_TABLE_C_GET));
	printf("entries-again=%u\n", heard);
}

static void overrun(void)
{
	struct mnl_socket *nl = open_socket(NETLINK_GENERIC);
	struct family family = resolve(nl, NLM_TABLE_NAME, NLM_TABLE_GRP_NAME);
	struct mnl_socket *ear = listener(&family);
	int fd = mnl_socket_get_fd(ear), size = 16384;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
		die(CLIENT_SOCKET, "SO_RCVBUF", errno);
	set(family.id, 1000, NLM_TABLE_ENTRIES);
	print("overrun", mnl_socket_recvfrom(ear, buffer, sizeof(buffer)) < 0 ?
			 errno : 0);
	heard = 0;
	while (recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT) > 0)
		heard++;
	print("drained", errno);
	printf("lost=%d\n", heard < NLM_TABLE_ENTRIES);
	print("resync", dump(nl, family.id, NLM_TABLE_C_GET));
	printf("entries=%u\n", heard);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} modes[] = {
		{ "echo", echo },
		{ "sequence", sequence },
		{ "interrupted", interrupted },
		{ "overrun", overrun },
	};
	size_t i;

	for (i = 0; argc == 2 && i < sizeof(modes) / sizeof(*modes); i++) {
		if (strcmp(argv[1], modes[i].name) == 0) {
			modes[i].run();
			return CLIENT_OK;
		}
	}
	fprintf(stderr, "usage: %s echo|sequence|interrupted|overrun\n",
		argv[0]);
	return CLIENT_USAGE;
}
