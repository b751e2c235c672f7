"""Surnames of Chinese names as a regular expression."""

# the hundred most frequent ones (census of 2020), others that are no everyday words, and those of two characters
_FREQUENT = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_OTHERS = "汤康易乔赖文樊兰殷施洪翟安倪葛芦聂牛岑符裴祁柯阮俞温詹欧翁滕褚窦鲍华柳纪庞尚耿焦辛管祝左涂骆游关柴蒙霍卜"
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯"
HAN_SURNAME = f"(?:{_DOUBLE}|[{_FREQUENT}{_OTHERS}])"
