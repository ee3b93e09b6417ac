static void own_plain(void *data)
{
	struct cn_msg *msg = data;

	printk("own: %u of %u\n", msg->len, msg->seq);
}

static void own_cast(void *data)
{
	struct cn_msg *msg = (struct cn_msg *)data;
	int length = msg->len;

	own_take(msg->data, length);
}

static void own_whole(void *msg)
{
	own_queue(msg, sizeof(struct cn_msg));
}

static void own_other(void *data)
{
	own_queue(data, 0);
}

static int own_init(void)
{
	int error = cn_add_callback(&own_id, "own", &own_plain);

	if (!error)
		error = cn_add_callback(&own_cast_id, "own-cast", own_cast);
	if (!error)
		error = cn_add_callback(&own_whole_id, "own-whole", own_whole);
	return error;
}
