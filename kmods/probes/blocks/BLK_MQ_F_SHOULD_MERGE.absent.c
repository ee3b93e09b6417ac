// SPDX-License-Identifier: GPL-2.0-only
static int own_make(struct own *own)
{
	own->set.flags = BLK_MQ_F_SHOULD_MERGE;
	if (own->blocks)
		own->set.flags = BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_BLOCKING;
	return blk_mq_alloc_tag_set(&own->set);
}
