static int own_tell(struct cn_msg *msg)
{
	cn_netlink_send(msg, 0, GFP_KERNEL);

	return cn_netlink_send(msg, OWN_GROUP, GFP_ATOMIC);
}
