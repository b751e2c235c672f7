"""Words of illnesses, injuries and the body, for `health.py`; all in lower case."""

CONDITIONS = frozenset(
    """
    abscess abscesses achondroplasia acne adhd agoraphobia albinism alcoholism alzheimer alzheimer's amnesia anaphylaxis aneurysm
    aneurysms angina anorexia aphasia apnea apnoea arrhythmia arrhythmias asthma astigmatism ataxia autism blindness
    bronchiectasis bulimia cancer cancers cataract cataracts cellulite chickenpox chlamydia cholera cirrhosis claustrophobia
    concussion copd covid covid-19 croup cyst cysts deafness delirium dementia dengue depression diabetes diarrhea diarrhoea
    diphtheria dwarfism dyslexia dyspepsia dysphasia dyspnea dyspnoea dyspraxia ebola eczema embolism emphysema epilepsy
    fibroids fibromyalgia frostbite gallstones gangrene glaucoma goiter goitre gonorrhea gonorrhoea gout haematoma
    haematomas haemophilia haemorrhoids hematoma hematomas hemophilia hemorrhoids hernia hernias herpes hiv hydrocephalus
    hypertension hyperthyroidism hypotension hypothyroidism impetigo incontinence infertility influenza insomnia jaundice
    kleptomania leprosy leukemia leukaemia lipoma lumbago lupus lymphedema lymphoedema malaria malnutrition measles
    menopause metastases metastasis migraine migraines miscarriage miscarriages mpox multiple-sclerosis mumps myopia
    narcolepsy obesity ocd oedema edema paedophilia paraplegia parkinson parkinson's pertussis pneumonia pneumothorax polio
    poliomyelitis polyps preeclampsia pre-eclampsia pregnancy pregnancies psoriasis psychosis ptsd rabies rosacea rubella
    salmonella scabies sciatica schizophrenia scoliosis scurvy sepsis septicaemia septicemia shingles smallpox stillbirth strabismus
    stroke strokes syphilis tachycardia bradycardia tetanus thrombophilia tinnitus toothache tremor tuberculosis tumor tumors
    tumour tumours typhoid typhus ulcer ulcers urticaria vertigo vitiligo whiplash

    anämie leukämie schlaganfall depressionen epilepsie schizophrenie demenz magersucht bulimie masern mumps röteln
    tuberkulose fehlgeburt schwangerschaft schwerbehinderung gehirnerschütterung bandscheibenvorfall kreuzbandriss
    meniskusriss migräne hirnblutung thrombose bluthochdruck angststörung aufmerksamkeitsstörung belastungsstörung
    durchblutungsstörungen essstörung herzrhythmusstörungen persönlichkeitsstörung schlafstörung sprachstörung zwangsstörung

    anémie leucémie diabète épilepsie schizophrénie dépression démence tuberculose grossesse sida obésité rougeole

    anemia leucemia epilepsia esquizofrenia depresión hipertensión demencia embarazo migraña migrañas cáncer obesidad sarampión
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
    antipathies antipathy apathy apotheosis diagnosis empathy entzündung entzündungen erkrankung erkrankungen homeopathy homoeopathy hypnosis krankheit krankheiten meiosis metamorphosis mitosis
    naturopathy nostalgia osmosis osteopathy prognosis symbiosis sympathies sympathy syndrom telepathy
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

MEDICAL = frozenset(
    """
    allergic anxiety asthma atopic atrial autoimmune bacterial bipolar celiac cerebrovascular chromosomal coeliac cognitive congenital
    cystic degenerative depressive diabetic dissociative down down's epileptic fungal hereditary immune infectious
    inflammatory intellectual ischaemic ischemic locomotor manic-depressive mental metastatic musculoskeletal myocardial
    neurodegenerative neurological neurotic obsessive obsessive-compulsive panic paranoid reflux personality post-traumatic posttraumatic
    postnatal postpartum psychiatric psychological psychosomatic psychotic respiratory rheumatic rheumatoid schizoaffective
    sickle-cell somatoform traumatic ulcerative venereal viral
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

ILLNESSES = frozenset(
    """
    deficiencies deficiency disabilities disability disease diseases disorder disorders dysfunction handicap illness illnesses
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
    ache aches attack attacks cramps defect defects deficit deformity degeneration failure infarction operation pressure
    problems prolapse stones surgery transplant transplantation
    """.split()
)
"""Nouns that need a part of the body before them, or a word of illness."""

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
    抑郁症 焦虑症 强迫症 自闭症 多动症 帕金森病 老年痴呆 前列腺癌 乳腺癌 宫颈癌 食管癌 胰腺癌 直肠癌 结肠癌 肺癌 肝癌 胃癌 肠癌 白血病 淋巴瘤 肿瘤 艾滋病 梅毒
    淋病 尖锐湿疣 乙肝 丙肝 甲肝 肝炎 肝硬化 脂肪肝 肺炎 肺结核 结核病 哮喘 支气管炎 鼻炎 咽炎 胃炎 胃溃疡 肠炎 阑尾炎 胆囊炎 胆结石 肾炎 肾结石 肾衰竭 尿毒症
    痛风 类风湿 关节炎 骨折 骨质疏松 颈椎病 甲亢 甲减 贫血 红斑狼疮 银屑病 白癜风 湿疹 荨麻疹 青光眼 白内障 流产 不孕不育 怀孕 流感 水痘 麻疹 智力障碍 疝气 失眠 偏头痛
    """.split()
)
"""Chinese words for illnesses and states, of which none is a part of one behind it."""
