"""Words of Chinese names: surnames, and the kin and company that stand for nobody's name, as regular expressions."""

# the hundred most frequent ones (census of 2020), others that are no everyday words, and those of two characters
_FREQUENT = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_OTHERS = "汤康易乔赖文樊兰殷施洪翟安倪葛芦聂牛岑符裴祁柯阮俞温詹欧翁滕褚窦鲍华柳纪庞尚耿焦辛管祝左涂骆游关柴蒙霍卜"
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯"
HAN_SURNAME = f"(?:{_DOUBLE}|[{_FREQUENT}{_OTHERS}])"

# what a speaker calls family and company: dear to models that look for names, and nobody's name
_OLDER_YOUNGER = "哥|姐|弟|妹|爸|妈|爷|奶|姥|公|婆|叔|姑|舅|姨|婶|伯|爹|娘|嫂|宝"
_KIN = (
    "父亲|母亲|父母|双亲|爸妈|爹妈|老爸|老妈|老爹|老娘|外公|外婆|姥爷|祖父|祖母|岳父|岳母|丈夫|妻子|老公|老婆|媳妇|太太|儿子|女儿|闺女|"
    "孩子|小孩|娃儿|宝宝|宝贝|兄弟|姐妹|姊妹|兄妹|姐弟|兄长|阿姨|伯父|伯母|大伯|大叔|大妈|大爷|大娘|大哥|大姐|二哥|二姐|小弟|小妹|老弟|老妹|老哥|"
    "舅妈|舅母|姑妈|姑父|姨妈|姨父|婶子|嫂子|姐夫|妹夫|侄子|侄女|外甥|外甥女|孙子|孙女|表哥|表姐|表弟|表妹|堂哥|堂姐|堂弟|堂妹|"
    "男友|女友|男朋友|女朋友|闺蜜|死党|基友|朋友|亲人|家人|亲戚|情侣|夫妻|夫妇|爱人|恋人|新郎|新娘"
)
HAN_CLOSINGS = "谢谢|多谢|感谢|此致|敬礼|敬启|祝好|顺祝|顺颂|商祺"
"""How letters end: no name is among these words."""
HAN_KIN = f"(?:[我你您他她咱俺]们?家?的?)?(?:(?P<kin>{_OLDER_YOUNGER})(?P=kin)|{_KIN})(?:们|俩)?"
"""What a whole finding must be to name nobody: 老公, 我妈妈, 哥哥们."""
