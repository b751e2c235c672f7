"""Words of illnesses, injuries and the body, for `health.py`; all in lower case."""

CONDITIONS = frozenset(
    """
    abscess abscesses achondroplasia acne adhd agoraphobia albinism alcoholism allergies allergy alzheimer alzheimer's
    amnesia anaphylaxis aneurysm aneurysms angina anorexia anxiety aphasia apnea apnoea arrhythmias asthma astigmatism
    ataxia autism blindness bradycardia bulimia cancer cancers cataract cataracts chickenpox chlamydia cholera
    claustrophobia concussion copd covid covid-19 croup cyst cysts deafness delirium dementia dengue diabetes diarrhea
    diarrhoea diphtheria dwarfism dyslexia dyspepsia dysphasia dyspnea dyspnoea dyspraxia ebola eczema edema embolism
    emphysema epilepsy fibroids flu frostbite gallstones gangrene glaucoma goiter goitre gonorrhea gonorrhoea gout
    haematoma haematomas haemophilia haemorrhoids headache headaches hematoma hematomas hemophilia hemorrhoids hernia
    hernias herpes hiv hydrocephalus hypertension hyperthyroidism hypotension hypothyroidism impetigo incontinence
    infertility influenza jaundice kleptomania leprosy lipoma lumbago lupus lymphedema lymphoedema malaria
    malnutrition measles menopause metastases metastasis migraine migraines miscarriage miscarriages mpox mumps myopia
    narcolepsy obesity ocd oedema paedophilia parkinson's pertussis pneumonia pneumothorax polio polyps pre-eclampsia
    preeclampsia pregnancies pregnancy psoriasis ptsd rabies rosacea rubella salmonella scabies sciatica scurvy sepsis
    septicaemia septicemia shingles smallpox stillbirth strabismus syphilis tachycardia tetanus thrombophilia tinnitus
    toothache tremor tumor tumors tumour tumours typhoid typhus ulcer ulcers urticaria vertigo vitiligo whiplash

    anämie leukämie schlaganfall depressionen epilepsie schizophrenie demenz magersucht bulimie masern mumps röteln
    tuberkulose fehlgeburt schwangerschaft schwerbehinderung gehirnerschütterung bandscheibenvorfall kreuzbandriss
    meniskusriss migräne hirnblutung thrombose bluthochdruck angststörung aufmerksamkeitsstörung belastungsstörung
    durchblutungsstörungen essstörung herzrhythmusstörungen persönlichkeitsstörung schlafstörung sprachstörung
    zwangsstörung krebs schwanger arthrose

    anémie leucémie diabète épilepsie schizophrénie dépression démence tuberculose grossesse obésité rougeole asthme
    bronchite enceinte

    leucemia epilepsia esquizofrenia depresión hipertensión demencia embarazo migraña migrañas cáncer obesidad
    sarampión asma embarazada vih
    """.split()
)
"""Illnesses and states of one word."""

ENDINGS = tuple(
    """
    itis algia algias pathy pathies osis plegia paresis phrenia dystrophy dysplasia rrhagia rrhythmia penia megaly megalie
    ectasis somnia anemia anaemia leukemia leukaemia glycemia glycaemia lipidemia lipidaemia ischemia ischaemia uremia uraemia
    natremia kalemia calcemia cythemia cythaemia thalassemia thalassaemia bacteremia bacteraemia aturia inuria ysuria
    carcinoma carcinomas sarcoma sarcomas lymphoma lymphomas blastoma blastomas adenoma adenomas papilloma papillomas melanoma
    melanomas thelioma angioma angiomas granuloma myeloma fibroma fibromas glioma gliomas

    krankheit krankheiten erkrankung erkrankungen syndrom insuffizienz entzündung entzündungen infarkt karzinom krebs
    lähmung allergie allergien fraktur frakturen
    """.split()
)
"""Of words for illnesses, most of them from the Greek, and of German compounds."""

OTHER_WORDS = frozenset(
    """
    antipathies antipathy apathy apotheosis diagnosis empathy entzündung entzündungen erkrankung erkrankungen flusskrebs homeopathy homoeopathy hypnosis krankheit krankheiten kurtosis meiosis metamorphosis mitosis
    naturopathy nostalgia osmosis osteopathy politis prognosis symbiosis sympathies sympathy syndrom taschenkrebs telepathy verkehrsinfarkt
    """.split()
)
"""Words with such an ending that are no illness."""

BODY = frozenset(
    """
    abdomen abdominal achilles ankle ankles aorta aortic appendix arm arms arterial arteries artery back bladder blood bone bones bowel
    brachial brain breast breasts bronchial calf cardiac cardiovascular carotid carpal cartilage cerebral cervical cheek
    cheekbone chest chin clavicle coccyx collarbone colon colorectal cornea corneal coronary cranial cruciate duodenal ear
    eardrum ears elbow elbows eye eyelid eyes face facial femoral femur fibula finger fingers foot feet forearm forearms
    forehead gallbladder gastric gastrointestinal genital groin gum gums hand hands head heart heel hepatic hip hips humerus
    intestinal intestine intestines jaw joint joints kidney kidneys knee kneecap kneecaps knees larynx leg legs ligament
    ligaments limb limbs lip lips liver lumbar lung lungs mandible maxilla meniscus metacarpal metatarsal mitral mouth
    muscle muscles nasal neck nerve nerves nose oesophagus esophagus ovarian ovaries ovary pancreas pancreatic patella
    patellar pelvic pelvis penis pituitary prostate pulmonary rectal rectum renal retina retinal rib ribcage ribs rotator
    sacral sacrum scalp scapula sciatic scrotum shin shoulder shoulders sinus skin skull spinal spine spleen sternum stomach
    tendon tendons testicle testicles testicular thigh thighs thoracic thorax throat thumb thumbs thyroid tibia tibial toe toes
    tongue tonsils tooth teeth trachea ulna ulnar urinary uterine uterus vagina vaginal vascular vein veins ventricular
    vertebra vertebrae vertebral wrist wrists womb
    """.split()
)
"""Parts of the body, and adjectives of them."""

SENSES = frozenset(
    "balance consciousness hearing memory movement sensation sight smell speech taste vision visual".split()
)
"""What an injury can take."""

AMBIGUOUS = frozenset(("depression", "stroke"))
"""Illnesses only where a word says so that somebody has them."""

MEDICAL = frozenset(
    """
    alcohol allergic alzheimer anxiety asthma atopic atrial autoimmune bacterial bipolar celiac cerebrovascular chromosomal coeliac cognitive congenital
    crohn cystic degenerative depressive diabetic dissociative down drug epileptic fungal hereditary huntington immune infectious
    inflammatory intellectual ischaemic ischemic locomotor lyme manic-depressive mental metastatic musculoskeletal myocardial
    neurodegenerative neurological neurotic obsessive obsessive-compulsive opioid panic paranoid parkinson reflux personality post-traumatic posttraumatic
    postnatal postpartum psychiatric psychological psychosomatic psychotic respiratory rheumatic rheumatoid schizoaffective
    sickle-cell somatoform tourette traumatic ulcerative venereal viral
    """.split()
)
"""Adjectives that speak of illness wherever they stand."""

MODIFIERS = frozenset(
    """
    advanced alcoholic ankylosing attention behavioural behavioral benign bilateral borderline calcifying chronic closed comminuted
    communicable complex compound compressed compressive deficit developmental displaced distal double essential eating end-stage frontal
    generalised generalized genetic gestational herniated high hyperactivity incurable inner invasive juvenile lateral learning
    left lower malignant manic medial metabolic mild mobility moderate mood motor multiple muscular obstructive occipital open organic
    outer parietal partial peripheral permanent pervasive physical premature primary progressive proximal reactive recurrent
    right secondary senile sensory sexually sleep stress suppurative systemic temporal terminal torn total transmitted
    unstable upper
    """.split()
)
"""What belongs to an illness or injury that stands behind it."""

VAGUE = frozenset(
    "advanced complex compound double high left multiple open partial primary right secondary total".split()
)
"""Those that say nothing of illness without another."""

ILLNESSES = frozenset(
    """
    addiction deficiencies deficiency disabilities disability disease diseases disorder disorders dysfunction handicap illness illnesses
    impairment impairments infection infections infirmity insufficiency malformation malformations palsy sclerosis seizure seizures
    syndrome syndromes
    """.split()
)
"""Nouns that need any word before them that says of what."""

INJURIES = frozenset(
    """
    amputation bleeding bruise bruises bruising burn burns calcification contusion contusions cut cuts damage deformation
    dislocation distortion fracture fractures haemorrhage hemorrhage inflammation injuries injury laceration lacerations
    lesion lesions loss necrosis numbness pain pains paralysis perforation rupture ruptures scar scars sprain sprains
    stiffness swelling swellings tear trauma weakness wound wounds
    """.split()
)
"""Nouns that need a part of the body, before or behind them."""

TROUBLES = frozenset(
    """
    ache aches attack attacks cramps defect defects deficit deformity degeneration failure infarction pressure
    problems prolapse stones surgery transplant transplantation
    """.split()
)
"""Nouns that need a part of the body before them, or a word of illness."""

DAMAGED = frozenset("amputated broken dislocated fractured injured sprained torn".split())
"""What a part of the body behind it can be."""

STATES = frozenset(
    """
    anorexic asthmatic autistic bedridden deaf-mute dyslexic epileptic hiv-positive obese paraplegic pregnant quadriplegic
    schizophrenic seropositive suicidal tetraplegic wheelchair-bound
    """.split()
)
"""Adjectives of people who have a condition."""

HAN_CONDITIONS = tuple(
    """
    阿尔茨海默病 双相情感障碍 腰椎间盘突出 精神分裂症 甲状腺结节 高血压 糖尿病 高血糖 高血脂 冠心病 心脏病 心肌梗死 心肌梗塞 心绞痛 脑梗死 脑梗塞 脑出血 中风 癫痫
    抑郁症 焦虑症 强迫症 自闭症 多动症 帕金森病 老年痴呆 前列腺癌 乳腺癌 宫颈癌 食管癌 胰腺癌 直肠癌 结肠癌 肺癌 肝癌 胃癌 肠癌 癌症 白血病 淋巴瘤 肿瘤 艾滋病 梅毒
    淋病 尖锐湿疣 乙肝 丙肝 甲肝 肝炎 肝硬化 脂肪肝 肺炎 肺结核 结核病 哮喘 支气管炎 鼻炎 咽炎 胃炎 胃溃疡 肠炎 阑尾炎 胆囊炎 胆结石 肾炎 肾结石 肾衰竭 尿毒症
    痛风 类风湿 关节炎 骨折 骨质疏松 颈椎病 甲亢 甲减 贫血 红斑狼疮 银屑病 白癜风 湿疹 荨麻疹 青光眼 白内障 流产 不孕不育 怀孕 流感 水痘 麻疹 智力障碍 疝气 失眠 偏头痛
    """.split()
)
"""Chinese words for illnesses and states, of which none is a part of one behind it."""
